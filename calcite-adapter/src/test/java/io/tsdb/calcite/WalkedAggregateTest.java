package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates that the newest or the oldest events decide: last, first, and max or min of ts. */
class WalkedAggregateTest {

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Random random = new Random(5);
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 24; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int late = random.nextInt(20) == 0 ? random.nextInt(seal + 1) : seal;
        // seconds come more than once, so that events of one time compete
        int second = (late % 4 == 3 ? late - 2 : late) * 300 + 20 * random.nextInt(16);
        int host = random.nextInt(40) == 0 ? 5 + seal / 7 : random.nextInt(5);
        events.add(event(second, "h" + host, random));
      }
      seals.add(events);
    }
    // rollups of a long steady series, and none of the others
    List<Event> steady = new ArrayList<>();
    for (int second = 0; second < 7200; second += 12) {
      steady.add(
          Events.number(START.plusSeconds(second).toString(), Map.of("host", "steady"), second));
    }
    archive = ArchiveFixture.of(directory, Map.of("w1", seals, "w2", List.of(steady)));
    queries = archive.connect();
  }

  private static Event event(int second, String host, Random random) {
    String time = START.plusSeconds(second).toString();
    Map<String, String> labels = new HashMap<>(Map.of("host", host));
    if (random.nextInt(3) > 0) {
      labels.put("core", "c" + random.nextInt(2));
    }
    // one host has no numbers
    return host.equals("h3") || random.nextInt(5) == 0
        ? Events.text(time, labels, "t" + random.nextInt(100))
        : Events.number(time, labels, random.nextInt(50));
  }

  @AfterAll
  static void closeArchive() throws Exception {
    queries.close();
    archive.close();
  }

  @AfterEach
  void allSegmentsAreClosed() {
    assertThat(archive.archive().databases().openDatabases()).isZero();
  }

  /** The value that counts among the events of a group, in SQLite's own words. */
  private static String decided(String column, String order, String keys, String filter) {
    StringBuilder group = new StringBuilder(filter.isEmpty() ? "WHERE TRUE" : filter);
    for (String key : keys.isEmpty() ? new String[0] : keys.split(", ")) {
      group.append(" AND e.").append(key).append(" IS g.").append(key);
    }
    return "(SELECT e."
        + column
        + " FROM events AS e "
        + group
        + " AND e."
        + column
        + " IS NOT NULL ORDER BY e.ts "
        + order
        + ", e."
        + column
        + " "
        + order
        + " LIMIT 1)";
  }

  private void check(String newestOrOldest, String keys, String filter) throws Exception {
    boolean newest = newestOrOldest.equals("newest");
    String function = newest ? "last" : "first";
    String order = newest ? "DESC" : "ASC";
    String columns = keys.isEmpty() ? "" : keys + ", ";
    String groupBy = keys.isEmpty() ? "" : " GROUP BY " + keys;
    String sql =
        "SELECT %s%s(value, ts), %s(text), %s(ts) FROM events %s%s"
            .formatted(columns, function, function, newest ? "max" : "min", filter, groupBy);
    String oracleFilter = filter.replaceAll("'(20[-0-9 :]+)'", "unixepoch('$1') * 1000");
    String oracle =
        "SELECT %s%s, %s, %s(ts) FROM events AS g %s%s"
            .formatted(
                columns,
                decided("value", order, keys, oracleFilter),
                decided("text", order, keys, oracleFilter),
                newest ? "max" : "min",
                oracleFilter,
                groupBy);
    assertThat(queries.plan(sql)).contains("walkSql=[", "firstOf=[SELECT r.id");
    assertThat(queries.rows(sql))
        .as(sql)
        .containsExactlyInAnyOrderElementsOf(archive.oracle(oracle));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "WHERE host <> 'h2'",
        "WHERE value > 45",
        "WHERE value > 45 AND core = 'c1'",
        "WHERE text IS NOT NULL",
        "WHERE ts < '2024-01-01 01:30:00'",
        "WHERE ts > '2024-01-01 01:30:00' AND value < 20",
        "WHERE (ts BETWEEN '2024-01-01 00:30:00' AND '2024-01-01 00:31:00' OR ts > '2024-01-01 01:20:00')",
        "WHERE host = 'none'",
        "WHERE value > 1000",
      })
  void results_areThoseOfTheOracle(String filter) throws Exception {
    check("newest", "host", filter);
    check("oldest", "host, core", filter);
    check("newest", "", filter);
  }

  /** Answered by rollups where a segment has them, which also tell what need not be read. */
  @Test
  void valuesAlone_useRollups() throws Exception {
    for (String keys : List.of("host", "")) {
      String columns = keys.isEmpty() ? "" : keys + ", ";
      String groupBy = keys.isEmpty() ? "" : " GROUP BY " + keys;
      for (String filter : List.of("", "WHERE ts < unixepoch('2024-01-01 01:30:10') * 1000")) {
        String sql =
            "SELECT "
                + columns
                + "last(value, ts) FROM events "
                + filter.replaceAll("unixepoch\\((.*)\\) \\* 1000", "$1")
                + groupBy;
        assertThat(queries.plan(sql)).contains("walkSql=[", "rollupSql=[");
        assertThat(queries.rows(sql))
            .as(sql)
            .containsExactlyInAnyOrderElementsOf(
                archive.oracle(
                    "SELECT "
                        + columns
                        + decided("value", "DESC", keys, filter)
                        + " FROM events AS g "
                        + filter
                        + (keys.isEmpty() ? " LIMIT 1" : groupBy)));
      }
    }
  }

  @Test
  void differentLabels_areFoundAtTheirFirstEvent() throws Exception {
    String sql = "SELECT DISTINCT host, core FROM events WHERE value > 20";
    assertThat(queries.plan(sql)).contains("walkSql=[");
    assertThat(queries.rows(sql)).containsExactlyInAnyOrderElementsOf(archive.oracle(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host, last(value, ts), min(ts) FROM events GROUP BY host",
        "host, last(value, ts), count(*) FROM events GROUP BY host",
        "host, last(ts, value), max(ts) FROM events GROUP BY host",
        "value, max(ts) FROM events GROUP BY value",
        "host, last(text) FILTER (WHERE core = 'c1') FROM events GROUP BY host",
        "last(value) FROM events WHERE events MATCH 't1'",
        "max(ts) FROM events",
      })
  void others_readAllRows(String query) {
    assertThat(queries.plan("SELECT " + query)).doesNotContain("walkSql");
  }

  @Test
  void seriesOfTheNewestSegment_needNoRowsOfOthers(@TempDir Path folder) throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < 12; hour++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        String host = hour == 3 && i < 5 ? "gone" : "h" + i % 3;
        Instant time = START.plusSeconds(3600L * hour + i);
        events.add(Events.text(time.toString(), Map.of("host", host), "text " + hour + " " + i));
      }
      seals.add(events);
    }
    try (ArchiveFixture written = ArchiveFixture.of(folder, seals);
        ColdArchive cold = written.cold()) {
      Queries connection = cold.queries();
      assertThat(connection.rows("SELECT host, last(text), max(ts) FROM events GROUP BY host"))
          .hasSize(4);
      assertThat(connection.statistics().segmentsOpened()).isEqualTo(12);
      // a few of the newest segment, and those before the rows of the series that is gone
      assertThat(connection.statistics().rowsRead()).isLessThan(20);
      assertThat(connection.rows("SELECT host, min(ts) FROM events GROUP BY host")).hasSize(4);
      assertThat(connection.statistics().rowsRead()).isLessThan(20);
    }
  }

  /** SQLite passes over the rows of series that are decided. */
  @Test
  void seriesOfOldEvents_costsItsOwnRows(@TempDir Path folder) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      Instant time = START.plusSeconds(i / 3);
      String host = i < 6 ? "rare" : "h" + i % 3;
      events.add(Events.text(time.toString(), Map.of("host", host), "text " + i));
    }
    try (ArchiveFixture written = ArchiveFixture.of(folder, List.of(events));
        Queries connection = written.connect()) {
      assertThat(connection.rows("SELECT host, last(text) FROM events GROUP BY host ORDER BY host"))
          .hasToString("[[h0, text 5997], [h1, text 5998], [h2, text 5999], [rare, text 5]]");
      assertThat(connection.statistics().rowsRead()).isBetween(1024L, 1040L);
    }
  }

  /** Where groups stay without a result, segments are read side by side after a while. */
  @Test
  void valuesThatAreMissing_areLookedForInAllSegments(@TempDir Path folder) throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int minute = 0; minute < 40; minute++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Instant time = START.plusSeconds(60L * minute + i);
        events.add(
            minute == 1 && i == 7
                ? Events.text(time.toString(), Map.of("host", "h0"), "only")
                : Events.number(time.toString(), Map.of("host", "h" + i % 2), i));
      }
      seals.add(events);
    }
    try (ArchiveFixture written = ArchiveFixture.of(folder, seals);
        Queries connection = written.connect()) {
      String sql = "SELECT host, last(text) FROM events GROUP BY host ORDER BY host";
      assertThat(connection.rows(sql).toString()).isEqualTo("[[h0, only], [h1, null]]");
      assertThat(connection.statistics().rowsRead()).isBetween(1975L, 2000L);
    }
  }
}
