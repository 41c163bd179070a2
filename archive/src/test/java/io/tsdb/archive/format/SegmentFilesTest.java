package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFilesTest {

  private static final long START = 1_673_205_162_254L;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 1_000})
  void writeOne_anyNumberOfEvents_isReadBack(int count) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(i));
    }
    SegmentFile file = writeOne(events);
    try (SegmentReader reader = new SegmentReader(file.path())) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("SELECT count(*) FROM events")).containsExactly("" + count);
      assertThat(reader.events()).isEqualTo(events);
    }
  }

  private static Event event(int i) {
    boolean text = i % 10 == 3;
    return new Event(
        START + i * 10L,
        Labels.of(Map.of("sensor", "s" + i % 50, "room", "r" + i % 3)),
        i % 7 == 0 ? OptionalDouble.empty() : OptionalDouble.of(i % 2 == 0 ? i : i / 3.0),
        text ? Optional.of("order_id " + i + " shipped") : Optional.empty(),
        i % 11 == 0 ? Optional.of("id-" + i) : Optional.empty());
  }

  private SegmentFile writeOne(List<Event> events) throws Exception {
    EventBatch batch = new EventBatch();
    for (int i = 0; i < events.size(); i++) {
      batch.add(1000 + i, events.get(i));
    }
    SegmentFile file = SegmentFiles.writeOne(batch, "w1", SealRange.of(1), folder);
    return file;
  }
}
