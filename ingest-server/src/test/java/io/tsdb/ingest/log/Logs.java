package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Logs and events for tests. */
final class Logs {

  static final LogOptions OPTIONS = new LogOptions(1L << 30, 1 << 20, 1 << 20);

  private Logs() {}

  /** A log together with its folder. */
  record Open(DataFolder data, LocalEventLog log, RecordingListener listener)
      implements AutoCloseable {
    @Override
    public void close() {
      log.close();
      data.close();
    }
  }

  static Open open(Path folder) throws IOException {
    return open(folder, new LocalDisk(), OPTIONS);
  }

  static Open open(Path folder, LogDisk disk, LogOptions options) throws IOException {
    DataFolder data = DataFolder.open(folder, Optional.of("w"), disk);
    RecordingListener listener = new RecordingListener();
    try {
      return new Open(
          data, LocalEventLog.open(data, disk, LogStart.FIRST, options, listener), listener);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** An event of each kind by turns. */
  static Event event(int number) {
    Labels labels = Labels.of(Map.of("sensor", "s" + number % 3, "ort", "Köln \uD83C\uDF0D"));
    return switch (number % 4) {
      case 0 -> event(number, labels, OptionalDouble.of(number / 7.0), Optional.empty());
      case 1 -> event(number, labels, OptionalDouble.empty(), Optional.of("text " + number));
      case 2 ->
          event(number, labels, OptionalDouble.of(-0.0), Optional.of("\uD83C\uDF0D and \u0000"));
      default -> event(number, Labels.NONE, OptionalDouble.empty(), Optional.empty());
    };
  }

  private static Event event(
      int number, Labels labels, OptionalDouble value, Optional<String> text) {
    Optional<String> id = number % 5 == 0 ? Optional.of("id-" + number) : Optional.empty();
    return new Event(1_673_205_162_254L - 1000L * number, labels, value, text, id);
  }

  static List<Event> batch(int firstNumber, int size) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(event(firstNumber + i));
    }
    return events;
  }
}
