package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SELECT DISTINCT ON, as PostgreSQL has it. */
class DistinctOnTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 4; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Instant time = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(100 * seal + i);
        Map<String, String> labels =
            i % 7 == 0
                ? Map.of("core", "c" + i % 2)
                : Map.of("host", "h" + i % 3, "core", "c" + i % 2);
        events.add(Events.number(time.toString(), labels, (i * 37 + seal * 11) % 50));
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  @AfterAll
  static void closeArchive() throws Exception {
    queries.close();
    archive.close();
  }

  /** The columns of a query, and the same rows in SQLite's words: the window that numbers them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "(host) host, ts, value FROM events ORDER BY host, ts DESC"
            + " # PARTITION BY host ORDER BY ts DESC # ORDER BY host, ts DESC",
        "(host) * FROM events ORDER BY host DESC, ts"
            + " # PARTITION BY host ORDER BY ts # ORDER BY host DESC, ts",
        "(core, host) host, core, value FROM events WHERE value < 40 ORDER BY host, core, ts DESC"
            + " LIMIT 3 OFFSET 1"
            + " # PARTITION BY host, core ORDER BY ts DESC # ORDER BY host, core LIMIT 3 OFFSET 1",
        "(e.host) host AS machine, value FROM events AS e ORDER BY machine, value DESC, ts"
            + " # PARTITION BY host ORDER BY value DESC, ts # ORDER BY host",
        "(1) host, ts, value FROM events ORDER BY 1 NULLS LAST, 3 DESC NULLS LAST, ts"
            + " # PARTITION BY host ORDER BY value DESC NULLS LAST, ts # ORDER BY host NULLS LAST",
        "(upper(host)) upper(host) AS host, value FROM events ORDER BY upper(host), ts DESC"
            + " # PARTITION BY upper(host) ORDER BY ts DESC # ORDER BY host",
        "(core) core, host, max(value) AS m FROM events GROUP BY core, host"
            + " ORDER BY core, m DESC, host"
            + " # PARTITION BY core ORDER BY max(value) DESC, host # ORDER BY core",
      })
  void rows_areTheFirstOfTheirGroups(String query, String window, String order) throws Exception {
    String sql = "SELECT DISTINCT ON " + query;
    String columns =
        query.replaceFirst("^\\((upper\\(host\\)|[^)]*)\\) ", "").replaceAll(" ORDER BY .*", "");
    String numbered =
        columns.startsWith("*")
            ? "SELECT ts, labels, value, text, payload, id, core, host, rn FROM (SELECT *, "
                + "ROW_NUMBER() OVER ("
                + window
                + ") AS rn FROM events)"
            : "SELECT "
                + columns.replaceFirst(
                    " FROM ", ", ROW_NUMBER() OVER (" + window + ") AS rn FROM ");
    String sorted = order.replace("host", columns.contains("machine") ? "machine" : "host");
    List<List<Object>> expected =
        archive.oracle("SELECT * FROM (" + numbered + ") WHERE rn = 1 " + sorted).stream()
            .map(row -> row.subList(0, row.size() - 1))
            .toList();
    assertThat(queries.rows(sql)).as(sql).isEqualTo(expected);
  }

  @Test
  void newestOfSeries_isReadBackwards() {
    assertThat(
            queries.plan("SELECT DISTINCT ON (host) * FROM events ORDER BY host, ts DESC LIMIT 10"))
        .contains("firstOf=[SELECT r.id", "order=[TIME_DESCENDING]")
        .doesNotContain("Window");
  }

  @Test
  void queryWithin_hasAnOrderOfItsOwn() throws Exception {
    assertThat(
            queries.rows(
                "WITH newest AS (SELECT DISTINCT ON (host) host, value FROM events"
                    + " ORDER BY host, ts DESC) SELECT count(*), count(host), sum(value) FROM newest"))
        .hasToString(
            archive
                .oracle(
                    "SELECT count(*), count(host), sum(value) FROM (SELECT host, value,"
                        + " ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) AS rn"
                        + " FROM events) WHERE rn = 1")
                .toString());
    assertThat(
            queries.rows(
                "WITH e AS (SELECT * FROM events WHERE host IS NOT NULL)"
                    + " SELECT DISTINCT ON (host) host FROM e ORDER BY host DESC"))
        .hasToString("[[h2], [h1], [h0]]");
    assertThat(queries.rows("SELECT DISTINCT ON (host, core) core FROM events")).hasSize(8);
    assertThat(queries.rows("SELECT DISTINCT ON (host, core) core FROM events ORDER BY host"))
        .hasSize(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "(host) ts FROM events ORDER BY ts DESC"
            + " # SELECT DISTINCT ON expressions must match initial ORDER BY expressions,"
            + " found ts before host",
        "(host) ts FROM events ORDER BY ts, host"
            + " # SELECT DISTINCT ON expressions must match initial ORDER BY expressions,"
            + " found host after ts",
        "(host, core) ts FROM events ORDER BY host, ts, core"
            + " # SELECT DISTINCT ON expressions must match initial ORDER BY expressions,"
            + " found core after ts",
        "(2) host FROM events ORDER BY 2"
            + " # Expected the name of a column, or a position in the SELECT list that is before"
            + " any *, in DISTINCT ON and its ORDER BY, found 2",
        "(host) host FROM events QUALIFY count(*) OVER () > 1"
            + " # Expected one of SELECT DISTINCT ON and QUALIFY, found both",
      })
  void mistakes_areTold(String query, String message) {
    assertThatThrownBy(() -> queries.prepare("SELECT DISTINCT ON " + query))
        .hasMessageContaining(message);
  }
}
