package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.event;
import static io.tsdb.calcite.testing.Events.millis;
import static io.tsdb.calcite.testing.Events.number;
import static io.tsdb.calcite.testing.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTableTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  /** A segment with rollups, whose series b has texts too, and one without. */
  @BeforeAll
  static void writeArchive() throws Exception {
    List<Event> dense = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      String time = String.format("2024-01-01T10:%02d:", minute);
      for (int second = 10; second < 60; second += 5) {
        dense.add(number(time + second + "Z", Map.of("host", "a"), minute));
        dense.add(number(time + second + "Z", Map.of("host", "b", "last", "x"), minute));
      }
    }
    dense.add(text("2024-01-01T09:59:59.001Z", Map.of("host", "b", "last", "x"), "early"));
    dense.add(event("2024-01-01T11:30:00Z", Map.of("host", "b", "last", "x"), 1, "late", "i"));
    archive =
        ArchiveFixture.of(
            directory,
            List.of(
                dense,
                List.of(
                    number("2024-02-01T00:00:00Z", Map.of("host", "a"), 1),
                    number("2024-02-01T00:00:00Z", Map.of(), 1),
                    text("2024-02-02T00:00:00Z", Map.of("region", "é"), "x"))));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @Test
  void series_haveTimesRowsAndSegments() {
    assertThat(queries.rows("SELECT * FROM series ORDER BY labels"))
        .isEqualTo(
            List.of(
                Arrays.asList(
                    "{\"host\":\"a\"}",
                    millis("2024-01-01T10:00:10Z"),
                    millis("2024-02-01T00:00:00Z"),
                    601L,
                    2L,
                    "a",
                    null,
                    null),
                Arrays.asList(
                    "{\"host\":\"b\",\"last\":\"x\"}",
                    millis("2024-01-01T09:59:59.001Z"),
                    millis("2024-01-01T11:30:00Z"),
                    602L,
                    1L,
                    "b",
                    "x",
                    null),
                Arrays.asList(
                    "{\"region\":\"é\"}",
                    millis("2024-02-02T00:00:00Z"),
                    millis("2024-02-02T00:00:00Z"),
                    1L,
                    1L,
                    null,
                    null,
                    "é"),
                Arrays.asList(
                    "{}",
                    millis("2024-02-01T00:00:00Z"),
                    millis("2024-02-01T00:00:00Z"),
                    1L,
                    1L,
                    null,
                    null,
                    null)));
  }

  @Test
  void series_areThoseOfEvents() {
    assertThat(queries.rows("SELECT labels, \"first\", \"last\", \"rows\" FROM series ORDER BY 1"))
        .isEqualTo(
            queries.rows(
                "SELECT labels, min(ts), max(ts), count(*) FROM events GROUP BY labels ORDER BY 1"));
  }

  @Test
  void labels_tellKeysSeriesAndValues() {
    assertThat(queries.rows("SELECT * FROM labels"))
        .isEqualTo(
            List.of(List.of("host", 2L, 2L), List.of("last", 1L, 1L), List.of("region", 1L, 1L)));
    assertThat(queries.rows("SELECT \"values\" FROM labels WHERE key = 'host'"))
        .isEqualTo(List.of(List.of(2L)));
    assertThat(queries.rows("SELECT count(*) FROM labels")).isEqualTo(List.of(List.of(3L)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "2024-01-01T11:00:00Z # 2024-01-02T00:00:00Z # 1",
        "2024-01-01T10:00:15Z # 2024-01-01T10:30:20Z # 2",
        "2024-01-01T00:00:00Z # 2024-02-01T00:00:00Z # 2",
        "2025-01-01T00:00:00Z # 2025-02-01T00:00:00Z # 0"
      })
  void series_ofRange_areThoseOfItsEvents(String start, String end, int series) throws Exception {
    try (Queries part = archive.connect(new TimeRange(millis(start), millis(end)))) {
      assertThat(part.rows("SELECT labels, \"first\", \"last\", \"rows\" FROM series ORDER BY 1"))
          .hasSize(series)
          .isEqualTo(
              part.rows(
                  "SELECT labels, min(ts), max(ts), count(*) FROM events GROUP BY labels"
                      + " ORDER BY 1"));
      assertThat(part.rows("SELECT labels FROM series WHERE segments < 1")).isEmpty();
      assertThat(part.rows("SELECT host FROM series")).hasSize(series);
    }
  }

  /** A request for each head is all that it takes with nothing cached. */
  @Test
  void labels_areReadFromHeads() throws Exception {
    try (ColdArchive cold = archive.cold()) {
      assertThat(cold.queries().rows("SELECT key FROM labels")).hasSize(3);
      assertThat(cold.queries().statistics().segmentsOpened()).isEqualTo(3);
      assertThat(cold.queries().statistics().reads().requests()).isEqualTo(3);
      assertThat(cold.queries().rows("SELECT host, segments FROM series")).hasSize(4);
      assertThat(cold.queries().statistics().reads().requests()).isZero();
    }
  }
}
