package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Window functions answer as SQLite does over one file. */
class WindowTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OVER (ORDER BY ts ROWS 1 PRECEDING) FROM events",
        "OVER w FROM events WINDOW w AS (ORDER BY ts ROWS 1 PRECEDING)",
        "OVER (w ROWS 1 PRECEDING) FROM events WINDOW w AS (ORDER BY ts)",
        "OVER (W ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM events WINDOW w AS (ORDER BY ts)",
        "OVER (w ORDER BY ts ROWS 1 PRECEDING) FROM events WINDOW w AS (PARTITION BY sensor)",
        "OVER v FROM events WINDOW w AS (ORDER BY ts), v AS (w ROWS 1 PRECEDING)",
        "OVER (v ROWS 1 PRECEDING) FROM events"
            + " WINDOW w AS (PARTITION BY sensor), v AS (w ORDER BY ts)",
        "OVER (w ROWS 1 PRECEDING) FROM events WINDOW w AS (PARTITION BY labels->>'sensor'"
            + " ORDER BY ts)",
        "OVER w + (SELECT 0) FROM events WINDOW w AS (PARTITION BY sensor)",
      })
  void frame_ofNamedWindow_isKept(String window) throws Exception {
    String sql = "SELECT ts, 1 * COUNT(*) " + window + " ORDER BY ts";
    assertThat(queries.rows(sql).stream().map(row -> row.get(1).toString()).toList())
        .isEqualTo(archive.oracle(sql).stream().map(row -> row.get(1).toString()).toList());
  }

  @Test
  void frame_ofNamedWindowInOrderBy_isKept() throws Exception {
    String sql =
        "SELECT value FROM events WHERE value IS NOT NULL WINDOW w AS (ORDER BY ts)"
            + " ORDER BY SUM(value) OVER (w ROWS 1 PRECEDING)";
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OVER (w PARTITION BY sensor ROWS 1 PRECEDING) FROM events WINDOW w AS (ORDER BY ts)",
        "OVER (w ORDER BY ts ROWS 1 PRECEDING) FROM events WINDOW w AS (ORDER BY ts)",
        "OVER (w ROWS 2 PRECEDING) FROM events WINDOW w AS (ORDER BY ts ROWS 1 PRECEDING)",
        "OVER (nosuch ROWS 2 PRECEDING) FROM events WINDOW w AS (ORDER BY ts)",
        "OVER (w ROWS 2 PRECEDING) FROM events WINDOW w AS (v), v AS (w)",
      })
  void window_thatContradictsTheOneItNames_isRefused(String window) {
    assertThatThrownBy(() -> queries.rows("SELECT COUNT(*) " + window))
        .isInstanceOf(RuntimeException.class);
    assertThat(queries.rows("SELECT count(*) FROM events")).isEqualTo(List.of(List.of(8L)));
  }
}
