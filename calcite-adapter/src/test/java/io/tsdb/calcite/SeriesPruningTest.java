package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of segments without a series that is asked for, no rows are read. */
class SeriesPruningTest {

  private static final int ROWS = 30_000;

  @TempDir static Path directory;

  private static ArchiveFixture archive;

  /** Bytes that SQLite gets where the rows of one segment are read. */
  private static long bytesOfSegment;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive =
        ArchiveFixture.of(
            directory,
            List.of(
                events("2024-01-01T00:00:00Z", Map.of("host", "a", "region", "eu")),
                events("2024-02-01T00:00:00Z", Map.of("host", "b"))));
    try (ColdArchive cold = archive.cold()) {
      cold.queries().rows("SELECT count(*) FROM events WHERE value > 3");
      bytesOfSegment = cold.queries().statistics().reads().bytesUsed() / 2;
    }
    assertThat(bytesOfSegment).isGreaterThan(ROWS * 8);
  }

  @AfterAll
  static void close() throws Exception {
    archive.close();
  }

  private static List<Event> events(String start, Map<String, String> labels) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String time = Instant.parse(start).plusSeconds(i).toString();
      events.add(Events.number(time, labels, i + 0.1));
    }
    return events;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "host = 'a' # 1",
        "host = 'c' # 0",
        "host IN ('c', 'd') # 0",
        "host IN ('b', 'c', 'd') # 1",
        "host IN ('a', 'b') # 2",
        "host = 'c' OR region = 'us' # 0",
        "host = 'b' OR region = 'us' # 1",
        "region IS NULL # 1",
        "region IS NOT NULL # 1",
        "NOT (host = 'a') # 1",
        "host LIKE 'c%' # 0",
        "host LIKE '%c' # 0",
        "host LIKE '_' # 2",
        "COALESCE(region, 'none') = 'none' # 1",
        "labels->>'host' = 'c' # 0",
        "payload->>'host' = 'c' # 0",
        "payload->>'host' IN ('a', 'c') # 1",
        "host = 'a' AND region = 'us' # 0",
        "host = 'c' AND value > 3 # 0",
        "host = 'c' OR value > 29999 # 2",
        "UPPER(host) = 'A' # 1",
        "UPPER(host) || LOWER(region) = 'Aeu' # 1",
        "UPPER(labels->>'host') IN ('C', 'D') # 0",
        "LENGTH(payload->>'host') > 1 # 0",
        "SUBSTR(host, 1, 1) = 'b' # 1",
        "host <> region AND host LIKE '%b' # 0",
        "UPPER(host) = 'A' AND value > 29999 # 1",
        "host < region # 1",
      })
  void rows_areReadWhereASeriesFits(String condition, int segments) throws Exception {
    for (String select : List.of("value", "count(*), max(ts)", "host, region")) {
      String sql = "SELECT " + select + " FROM events WHERE " + condition;
      try (ColdArchive cold = archive.cold()) {
        assertThat(cold.queries().rows(sql)).hasToString(archive.oracle(sql).toString());
        long bytes = cold.queries().statistics().reads().bytesUsed();
        assertThat((bytes + bytesOfSegment / 4) / bytesOfSegment)
            .as(select)
            .isLessThanOrEqualTo(segments);
      }
    }
  }
}
