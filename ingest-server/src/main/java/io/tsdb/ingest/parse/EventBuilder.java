package io.tsdb.ingest.parse;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.WellFormed;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Takes the members of one event after the other and holds the rules that are the same for every
 * format: {@link EventLimits}, no member twice, no text that is not Unicode.
 */
public final class EventBuilder {

  /**
   * Most label sets kept for reuse. Events of one body mostly share few of them, and a shared one
   * costs a reference instead of some hundred bytes.
   */
  private static final int KNOWN_LABELS = 4096;

  /** What a label set and a label of it take besides their text, about. */
  private static final long LABELS_BYTES = 128;

  private static final long LABEL_BYTES = 48;

  private final Map<Map<String, String>, Labels> knownLabels =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, String>, Labels> eldest) {
          return size() > KNOWN_LABELS;
        }
      };

  private final long labelBytes;
  private long takenLabelBytes;
  private long index = -1;
  private long line;
  private Map<String, String> labels = new HashMap<>();
  private boolean hasTimestamp;
  private long timestamp;
  private OptionalDouble value = OptionalDouble.empty();
  private Optional<String> text = Optional.empty();
  private Optional<String> id = Optional.empty();

  /** For files, which may have any number of label sets. */
  public EventBuilder() {
    this(Long.MAX_VALUE);
  }

  /**
   * For a body in a format that names labels once for many events: a short body could ask for any
   * amount of memory.
   *
   * @param labelBytes most bytes of memory, about, that the label sets of all events may take
   */
  public EventBuilder(long labelBytes) {
    this.labelBytes = labelBytes;
  }

  /** Starts the next event. */
  public void begin(long lineOfEvent) {
    begin(index + 1, lineOfEvent);
  }

  /** Starts the event of this index. */
  public void begin(long indexOfEvent, long lineOfEvent) {
    index = indexOfEvent;
    line = lineOfEvent;
    labels = new HashMap<>();
    hasTimestamp = false;
    value = OptionalDouble.empty();
    text = Optional.empty();
    id = Optional.empty();
  }

  /** Starts a further event of the index and line of the one before. */
  public void again() {
    begin(index, line);
  }

  /** The text that stands for a number which no event can have as its value. */
  public static String nameOf(double notFinite) {
    return Double.isNaN(notFinite) ? "NaN" : notFinite > 0 ? "+Inf" : "-Inf";
  }

  public void timestamp(String pointer, long epochMillis) throws InvalidEventException {
    if (hasTimestamp) {
      throw invalid(pointer, "Expected one timestamp, found another");
    }
    if (epochMillis < EventLimits.FIRST_TIME || epochMillis > EventLimits.LAST_TIME) {
      throw invalid(
          pointer, "Expected a time from 1970 to 2200, found " + epochMillis + " ms since 1970");
    }
    hasTimestamp = true;
    timestamp = epochMillis;
  }

  public void timestamp(String pointer, String written, Function<String, EventTime> how)
      throws InvalidEventException {
    EventTime time;
    try {
      time = how.apply(written);
    } catch (IllegalArgumentException e) {
      throw invalid(pointer, e.getMessage());
    }
    timestamp(pointer, time.epochMillis());
  }

  public void label(String pointer, String key, String labelValue) throws InvalidEventException {
    if (key.isEmpty()) {
      throw invalid(pointer, "Expected a label key of 1 to 128 bytes, found an empty one");
    }
    if (key.indexOf('\0') >= 0) {
      throw invalid(
          pointer, "Expected a label key without U+0000, found \"" + Excerpt.of(key) + "\"");
    }
    limit(pointer, "label key", key, EventLimits.KEY_BYTES);
    limit(pointer, "label value", labelValue, EventLimits.LABEL_BYTES);
    if (labels.putIfAbsent(key, labelValue) != null) {
      throw invalid(pointer, "Expected each label once, found \"" + Excerpt.of(key) + "\" again");
    }
    if (labels.size() > EventLimits.LABELS) {
      throw invalid(pointer, "Expected at most " + EventLimits.LABELS + " labels, found more");
    }
  }

  public void number(String pointer, double number) throws InvalidEventException {
    if (!Double.isFinite(number)) {
      throw invalid(
          pointer, "Expected a number within +-1.7976931348623157e308, found a larger one");
    }
    value = OptionalDouble.of(number);
  }

  public void text(String pointer, String content) throws InvalidEventException {
    if (text.isPresent()) {
      throw invalid(
          pointer, "Expected one text, found two: a string as \"value\" is the event's text");
    }
    limit(pointer, "text", content, EventLimits.TEXT_BYTES);
    text = Optional.of(content);
  }

  public void id(String pointer, String identifier) throws InvalidEventException {
    limit(pointer, "id", identifier, EventLimits.ID_BYTES);
    id = Optional.of(identifier);
  }

  /** The event, once all its members have been given. */
  public Event build() throws InvalidEventException {
    requireTimestamp();
    return build(labels());
  }

  /** The same with labels that an event before had. */
  public Event build(Labels shared) throws InvalidEventException {
    requireTimestamp();
    return new Event(timestamp, shared, value, text, id);
  }

  private void requireTimestamp() throws InvalidEventException {
    if (!hasTimestamp) {
      throw invalid("/timestamp", "Expected a timestamp (epoch ms or ISO 8601), found none");
    }
  }

  /**
   * The labels given since {@link #begin}.
   *
   * @throws InvalidEventException if label sets take too much memory by now; reading cannot go on
   */
  public Labels labels() throws InvalidEventException {
    Labels shared = knownLabels.get(labels);
    if (shared == null) {
      shared = Labels.of(labels);
      takenLabelBytes += LABELS_BYTES + shared.json().length() + labels.size() * LABEL_BYTES;
      if (takenLabelBytes > labelBytes) {
        throw unreadable(
            line,
            "Expected label sets of at most "
                + labelBytes
                + " bytes in memory, found more; send the events in parts");
      }
      knownLabels.put(labels, shared);
    }
    return shared;
  }

  /** A problem of the event at hand, after which reading can go on. */
  public InvalidEventException invalid(String pointer, String message) {
    return new InvalidEventException(
        new EventProblem(Math.max(index, 0), line, pointer, message), Rest.READABLE);
  }

  /**
   * A problem after which nothing more can be read.
   *
   * @param at the line, from 1
   */
  public InvalidEventException unreadable(long at, String message) {
    return new InvalidEventException(
        new EventProblem(Math.max(index, 0), at, "", message), Rest.UNREADABLE);
  }

  private void limit(String pointer, String what, String content, int bytes)
      throws InvalidEventException {
    // No UTF-8 form is shorter than the number of UTF-16 units, nor longer than three times that.
    int size = content.length();
    if (size <= bytes && size * 3 > bytes) {
      size = content.getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > bytes) {
      throw invalid(
          pointer, "Expected a " + what + " of at most " + bytes + " bytes, found a longer one");
    }
    int lone = WellFormed.loneSurrogate(content);
    if (lone >= 0) {
      throw invalid(
          pointer,
          "Expected Unicode text, found half a surrogate pair at position "
              + lone
              + " of the "
              + what);
    }
  }
}
