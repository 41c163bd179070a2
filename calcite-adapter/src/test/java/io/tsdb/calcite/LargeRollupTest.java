package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.WatchedStore;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollup by minute that is too large for the head is fetched only by those who need it. */
class LargeRollupTest {

  private static final int EVENTS = 40_000;
  private static final int HOSTS = 100;
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

  /**
   * A group of the file is fetched at least, and SQLite's way to the end of the range is one more.
   */
  private static final long FEW_BYTES = 3 * 65_536;

  @TempDir Path directory;

  @Test
  void minutes_areReadFromBehindTheHead_whereTheyAreNeeded() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      String time = START.plusMillis(i * 90L).toString();
      events.add(number(time, Map.of("host", "h" + i % HOSTS), i % 1_000 / 4.0));
    }
    try (ArchiveFixture written = ArchiveFixture.of(directory, List.of(events))) {
      assertThat(
              bytesAfterHead(
                  "SELECT FLOOR(ts TO HOUR), host, sum(value) FROM events GROUP BY 1, 2"))
          .isZero();

      String minutes =
          "SELECT count(*), sum(value) FROM events WHERE ts >= TIMESTAMP '2024-03-01 00:30:00'";
      assertThat(bytesAfterHead(minutes + " AND ts < TIMESTAMP '2024-03-01 00:32:00'"))
          .isBetween(1L, FEW_BYTES);

      String byMinute =
          ", count(*), sum(value), min(value), max(value) FROM events GROUP BY 1 ORDER BY 1";
      try (Queries queries = written.connect()) {
        assertThat(queries.plan("SELECT time_bucket('1 minute', ts)" + byMinute))
            .contains("rollups=[");
        assertThat(
                queries.rows("SELECT EXTRACT(MINUTE FROM time_bucket('1 minute', ts))" + byMinute))
            .hasToString(written.oracle("SELECT (ts / 60000) % 60" + byMinute).toString());
      }
    }
  }

  /** What a query that finds nothing cached fetches of the segment besides its head. */
  private long bytesAfterHead(String sql) throws Exception {
    WatchedStore store = new WatchedStore(new FileStore(directory.resolve("archive")));
    try (Archive archive = ArchiveFixture.open(store);
        Queries queries = Queries.open(archive, TimeRange.ALL)) {
      assertThat(queries.rows(sql)).isNotEmpty();
      return store.reads().stream()
          .filter(read -> read.key().startsWith("events/") && read.offset() > 0)
          .mapToLong(WatchedStore.Read::length)
          .sum();
    }
  }
}
