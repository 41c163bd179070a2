package io.tsdb.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tsdb.archive.segment.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Reads sources to their ends, for tests. */
public final class Sources {

  /** What a source gave: events and problems in their order. */
  public record Outcome(List<Event> events, List<EventProblem> problems) {

    public Event onlyEvent() {
      if (events.size() != 1 || !problems.isEmpty()) {
        throw new AssertionError("Expected one event and no problem, found " + this);
      }
      return events.get(0);
    }

    public EventProblem onlyProblem() {
      if (!events.isEmpty() || problems.size() != 1) {
        throw new AssertionError("Expected one problem and no event, found " + this);
      }
      return problems.get(0);
    }
  }

  private Sources() {}

  static Outcome json(String text) {
    return json(text.getBytes(UTF_8));
  }

  static Outcome json(byte[] bytes) {
    return all(() -> new JsonEvents(new ByteArrayInputStream(bytes)));
  }

  static Outcome csv(String text) {
    return all(() -> new CsvEvents(new ByteArrayInputStream(text.getBytes(UTF_8))));
  }

  public interface Opening {
    EventSource open() throws IOException;
  }

  public static Outcome all(Opening opening) {
    List<Event> events = new ArrayList<>();
    List<EventProblem> problems = new ArrayList<>();
    try (EventSource source = opening.open()) {
      boolean more = true;
      while (more) {
        try {
          Optional<Event> event = source.next();
          event.ifPresent(events::add);
          more = event.isPresent();
        } catch (InvalidEventException e) {
          problems.add(e.problem());
        }
      }
    } catch (IOException e) {
      throw new AssertionError("A source in memory failed", e);
    }
    return new Outcome(events, problems);
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError("Writing to memory failed", e);
    }
    return out.toByteArray();
  }
}
