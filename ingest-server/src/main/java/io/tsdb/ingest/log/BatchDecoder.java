package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads what {@link BatchEncoder} wrote. Whatever the bytes are, it allocates no more than a small
 * multiple of their number, and answers events or a {@link LogException}.
 */
final class BatchDecoder {

  /** An event has at least flags, time and labels. */
  private static final int LEAST_EVENT_BYTES = 3;

  private static final int KNOWN_FLAGS =
      BatchEncoder.VALUE | BatchEncoder.TEXT | BatchEncoder.ID | BatchEncoder.NEW_LABELS;

  private final ByteBuffer in;
  private final List<Labels> labels = new ArrayList<>();

  private BatchDecoder(ByteBuffer in) {
    this.in = in;
  }

  /**
   * The {@code count} events that the bytes from position to limit consist of.
   *
   * @throws LogException if they do not
   */
  static List<Event> decode(ByteBuffer payload, int count) throws LogException {
    if (count < 0 || count > payload.remaining() / LEAST_EVENT_BYTES) {
      throw new LogException(
          "Expected a batch of " + count + " events, found " + payload.remaining() + " bytes");
    }
    BatchDecoder decoder = new BatchDecoder(payload);
    List<Event> events = new ArrayList<>(count);
    long time = 0;
    for (int i = 0; i < count; i++) {
      Event event = decoder.event(time);
      time = event.timestamp();
      events.add(event);
    }
    if (payload.hasRemaining()) {
      throw new LogException(
          "Expected the batch to end with its last event, found "
              + payload.remaining()
              + " bytes more");
    }
    return events;
  }

  private Event event(long timeBefore) throws LogException {
    need(1);
    int flags = in.get();
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw new LogException("Expected the flags of an event, found " + flags);
    }
    long difference = varint();
    long time = timeBefore + (difference >>> 1 ^ -(difference & 1));
    Labels series = (flags & BatchEncoder.NEW_LABELS) != 0 ? newLabels() : knownLabels();
    OptionalDouble value = OptionalDouble.empty();
    if ((flags & BatchEncoder.VALUE) != 0) {
      need(8);
      value = OptionalDouble.of(Double.longBitsToDouble(in.getLong()));
    }
    Optional<String> text = Optional.empty();
    if ((flags & BatchEncoder.TEXT) != 0) {
      text = Optional.of(string());
    }
    Optional<String> id = Optional.empty();
    if ((flags & BatchEncoder.ID) != 0) {
      id = Optional.of(string());
    }
    try {
      return new Event(time, series, value, text, id);
    } catch (IllegalArgumentException e) {
      throw new LogException(e.getMessage(), e);
    }
  }

  private Labels newLabels() throws LogException {
    try {
      Labels series = Labels.parse(string());
      labels.add(series);
      return series;
    } catch (IllegalArgumentException e) {
      throw new LogException("Expected the labels of an event", e);
    }
  }

  private Labels knownLabels() throws LogException {
    long number = varint();
    if (number < 0 || number >= labels.size()) {
      throw new LogException(
          "Expected labels of a number below " + labels.size() + ", found " + number);
    }
    return labels.get((int) number);
  }

  private String string() throws LogException {
    long length = varint();
    if (length < 0 || length > in.remaining()) {
      throw new LogException(
          "Expected a string of " + length + " bytes, found " + in.remaining() + " bytes");
    }
    ByteBuffer bytes = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new LogException("Expected UTF-8", e);
    }
  }

  private long varint() throws LogException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new LogException("Expected a number of at most 10 bytes, found a longer one");
  }

  private void need(int bytes) throws LogException {
    if (in.remaining() < bytes) {
      throw new LogException("Expected " + bytes + " bytes more, found the end of the batch");
    }
  }
}
