package io.tsdb.archive.format;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events for tests. */
final class Events {

  /** 2023-01-08T19:12:42.254Z. */
  static final long START = 1_673_205_162_254L;

  static final Labels PUMP = Labels.of(Map.of("device", "pump"));

  private Events() {}

  static Event number(long time, Labels labels, double value) {
    return new Event(time, labels, OptionalDouble.of(value), Optional.empty(), Optional.empty());
  }

  static Event text(long time, Labels labels, String text) {
    return new Event(time, labels, OptionalDouble.empty(), Optional.of(text), Optional.empty());
  }

  /** One of many events that differ in everything. */
  static Event mixed(int i) {
    return new Event(
        START + i * 10L,
        Labels.of(Map.of("sensor", "s" + i % 50, "room", "r" + i % 3)),
        i % 7 == 0 ? OptionalDouble.empty() : OptionalDouble.of(i % 2 == 0 ? i : i / 3.0),
        i % 10 == 3 ? Optional.of("order_id " + i + " shipped") : Optional.empty(),
        i % 11 == 0 ? Optional.of("id-" + i) : Optional.empty());
  }

  static EventBatch batch(List<Event> events) {
    EventBatch batch = new EventBatch();
    for (Event event : events) {
      batch.add(1000 + batch.rows(), event);
    }
    return batch;
  }

  /** A segment in memory with pages of a given size. */
  static byte[] segment(List<Event> events, int pageSize, Path scratch) throws IOException {
    return image(events, pageSize, scratch).bytes();
  }

  /** The same with its name, by writer {@code w1}. */
  static SegmentImage image(List<Event> events, int pageSize, Path scratch) throws IOException {
    EventBatch batch = batch(events);
    ArrayOutput output = new ArrayOutput();
    SegmentName name =
        new SegmentWriter(batch, batch.sorted(), "w1", SealRange.of(1))
            .write(scratch, output, new PageGeometry(pageSize));
    return new SegmentImage(
        name, SegmentFolder.containing(name.firstTime(), name.lastTime()), output.bytes());
  }

  /** A segment in memory. */
  static SegmentReader reader(List<Event> events) throws Exception {
    return SegmentReader.of(SegmentFiles.image(batch(events), "w1", SealRange.of(1)).bytes());
  }
}
