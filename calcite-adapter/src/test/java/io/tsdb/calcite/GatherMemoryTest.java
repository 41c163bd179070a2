package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.linq4j.Enumerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are read before their turn take no more memory than they may. */
class GatherMemoryTest {

  private static final int SEGMENTS = 48;
  private static final int ROWS = 50;
  private static final int READ = 10 * ROWS;

  /** Most bytes of rows that wait, whatever the heap. */
  private static final int MOST_WAITING = 16 << 20;

  /** A text takes two bytes for each of its characters in the heap at most, and one at least. */
  private static final String TEXT = "x".repeat(12_000);

  @TempDir private Path directory;

  @Test
  void consumerThatPauses_isNotReadAheadOfWithoutEnd() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < SEGMENTS; hour++) {
      List<Event> events = new ArrayList<>();
      Instant start = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * hour);
      for (int i = 0; i < ROWS; i++) {
        events.add(Events.text(start.plusSeconds(i).toString(), Map.of("host", "a"), TEXT + i));
      }
      seals.add(events);
    }
    try (ArchiveFixture archive = ArchiveFixture.of(directory, seals);
        Queries queries = archive.connect();
        Enumerator<Object> run =
            queries.run(queries.prepare("SELECT text FROM events"), new AtomicBoolean())) {
      for (int i = 0; i < READ; i++) {
        assertThat(run.moveNext()).isTrue();
      }
      int read = READ / ROWS;
      int waiting = MOST_WAITING / (ROWS * 2 * TEXT.length()) + 1;
      int busy = Runtime.getRuntime().availableProcessors() + 1 + 4;
      assertThat(read + waiting + busy).isLessThan(SEGMENTS);
      Awaitility.await()
          .during(Duration.ofMillis(300))
          .until(() -> queries.statistics().segmentsOpened() <= read + waiting + busy);
      assertThat(queries.statistics().segmentsOpened()).isGreaterThan(read);
      int rows = READ;
      while (run.moveNext()) {
        rows++;
      }
      assertThat(rows).isEqualTo(SEGMENTS * ROWS);
      assertThat(queries.statistics().segmentsOpened()).isEqualTo(SEGMENTS);
    }
  }
}
