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
import java.util.List;
import java.util.Map;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of events for a join, by the rows of its other side. */
class JoinFilterTest {

  private static final int MONTHS = 6;

  /** In one segment: more than are held of the side of a join. */
  private static final int ROWS = 11_000;

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;
  private static long bytesOfSegment;

  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int month = 1; month <= MONTHS; month++) {
      List<Event> events = new ArrayList<>();
      Map<String, String> labels = Map.of("host", "h" + month, "zone", month < 3 ? "a\0" : "b");
      Instant start = Instant.parse("2024-0" + month + "-10T00:00:00Z");
      for (int i = 0; i < ROWS; i++) {
        String time = start.plusSeconds(i).toString();
        events.add(
            month == 1 && i < 2
                ? Events.text(time, labels, "h" + (2 + 3 * i))
                : Events.number(time, labels, i));
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
    bytesOfSegment = bytes("SELECT count(*) FROM events WHERE value > 3") / MONTHS;
    assertThat(bytesOfSegment).isGreaterThan(ROWS * 8);
  }

  /** Bytes that SQLite gets for a statement. */
  private static long bytes(String sql) throws Exception {
    try (ColdArchive cold = archive.cold()) {
      cold.queries().rows(sql);
      return cold.queries().statistics().reads().bytesUsed();
    }
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  private static final String HOSTS = "(VALUES ('h2'), ('h5'), ('hx')) AS r(host)";

  private static final String TIMES =
      "(VALUES (TIMESTAMP '2024-02-01 00:00:00', TIMESTAMP '2024-02-20 00:00:00'),"
          + " (TIMESTAMP '2024-03-01 00:00:00', TIMESTAMP '2024-03-20 00:00:00')) AS r(a, b)";

  /** Every segment is of one month and one host; reading is counted in segments. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "SELECT count(*) FROM events WHERE host IN (SELECT host FROM @H) # 22000 # 2",
        "SELECT count(*) FROM events AS e WHERE EXISTS (SELECT 1 FROM @H WHERE r.host = e.host) # 22000 # 2",
        "SELECT count(*) FROM events AS e JOIN @H ON e.host = r.host # 22000 # 2",
        "SELECT count(*) FROM @H JOIN events AS e ON e.host = r.host # 22000 # 2",
        "SELECT count(*) FROM events AS e, @H WHERE labels->>'host' = r.host # 22000 # 2",
        "SELECT count(*) FROM events WHERE host IN (SELECT text FROM events WHERE ts < '2024-02-01' AND text IS NOT NULL) # 22000 # 3",
        "SELECT count(*) FROM events WHERE host IN (SELECT host FROM @H WHERE host = 'hx') # 0 # 0",
        "SELECT count(*) FROM events WHERE host IN (SELECT host FROM @H WHERE host > 'z') # 0 # 0",
        "SELECT count(*) FROM events AS e JOIN @T ON e.ts >= r.a AND e.ts < r.b # 22000 # 2",
        "SELECT count(*) FROM @T JOIN events AS e ON e.ts BETWEEN r.a AND r.b # 22000 # 2",
        "SELECT count(*) FROM events AS e JOIN @T ON FLOOR(e.ts TO MONTH) = r.a # 22000 # 2",
        "SELECT count(*) FROM events AS e JOIN @T ON e.ts + INTERVAL '1' DAY > r.b + INTERVAL '90' DAY # 11000 # 1",
        "SELECT count(*) FROM events WHERE ts >= (SELECT max(ts) - INTERVAL '1' DAY FROM events) # 11000 # 1",
        "SELECT count(*) FROM events WHERE ts > (SELECT max(ts) FROM events) # 0 # 0",
        "SELECT count(*) FROM events WHERE ts = (SELECT min(ts) FROM events) # 1 # 0",
        "SELECT count(*) FROM events WHERE ts < (SELECT min(a) FROM @T) # 11000 # 1",
        "SELECT count(*) FROM events WHERE ts < (SELECT min(a) FROM @T WHERE a > b) # 0 # 0",
        "SELECT count(*) FROM events WHERE CAST(ts AS DATE) IN (SELECT CAST(a AS DATE) + INTERVAL '9' DAY FROM @T) # 22000 # 2",
      })
  void events_areChosenByTheOtherSide(String sql, long rows, int segments) throws Exception {
    String whole = sql.replace("@H", HOSTS).replace("@T", TIMES);
    assertThat(queries.plan(whole)).contains("joins=", "HeldSide");
    assertThat(queries.rows(whole)).isEqualTo(List.of(List.of(rows)));
    assertThat((bytes(whole) + bytesOfSegment / 3) / bytesOfSegment).isEqualTo(segments);
  }

  @Test
  void segments_ofOtherTimes_areNotOpened() throws Exception {
    try (ColdArchive cold = archive.cold()) {
      cold.queries()
          .rows("SELECT value FROM events AS e JOIN " + TIMES + " ON e.ts BETWEEN r.a AND r.b");
      assertThat(cold.queries().statistics().segmentsOpened()).isEqualTo(2);
      cold.queries()
          .rows(
              "SELECT value FROM events WHERE ts > (SELECT max(ts) FROM events) - INTERVAL '1' DAY");
      assertThat(cold.queries().statistics().segmentsOpened()).isEqualTo(1);
    }
  }

  @Test
  void sideOfManyRows_narrowsNothing() throws Exception {
    String sql =
        "SELECT count(*), sum(e.value) FROM events AS e JOIN (SELECT host, value AS v FROM events"
            + " WHERE ts < '2024-03-01') AS r ON e.host = r.host AND e.value = r.v";
    assertThat(queries.plan(sql)).contains("joins=");
    assertThat(queries.rows(sql))
        .hasToString(archive.oracle(sql.replace("'2024-03-01'", "1709251200000")).toString());
  }

  /** Texts that JSON within SQLite would cut. */
  @Test
  void sideWithNulCharacter_findsItsRows() throws Exception {
    String sql =
        "SELECT count(*) FROM events WHERE zone IN (SELECT zone FROM events WHERE host = 'h1')";
    assertThat(queries.plan(sql)).contains("joins=");
    assertThat(queries.rows(sql)).isEqualTo(List.of(List.of(2L * ROWS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"quoted\"",
        "back\\slash",
        "line\nend",
        "\u0001",
        "größe",
        "\uD83D\uDE00",
        "\uFFFF",
        "",
        "'",
      })
  void texts_ofAnyKind_areFound(String text) throws Exception {
    List<Event> events =
        List.of(
            Events.number("2024-01-01T00:00:00Z", Map.of("host", text), 1),
            Events.number("2024-01-01T00:00:01Z", Map.of("host", text + "x"), 2),
            Events.text("2024-01-01T00:00:02Z", Map.of("other", "y"), text));
    try (ArchiveFixture one =
            ArchiveFixture.of(directory.resolve("t" + text.hashCode()), List.of(events));
        Queries connection = one.connect()) {
      assertThat(
              connection.rows("SELECT value FROM events WHERE host IN (SELECT text FROM events)"))
          .isEqualTo(List.of(List.of(1.0)));
    }
  }

  /** The side that is put into a table is the small one, wherever it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT e.ts, r.host FROM events AS e JOIN @H ON e.host = r.host",
        "SELECT e.ts, r.host FROM @H JOIN events AS e ON e.host = r.host",
        "SELECT e.ts, r.host FROM @H, events AS e WHERE e.host = r.host AND e.value > 3",
      })
  void join_readsEventsAsTheyCome(String sql) {
    String plan = queries.plan(sql.replace("@H", HOSTS));
    assertThat(plan).contains("LookupJoin");
    assertThat(plan.indexOf("SegmentGather")).isLessThan(plan.indexOf("EnumerableValues"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM events AS e LEFT JOIN @H ON e.host = r.host",
        "SELECT count(*) FROM events AS e WHERE NOT EXISTS (SELECT 1 FROM @H WHERE r.host = e.host)",
        "SELECT count(*) FROM events AS e FULL JOIN @H ON e.host = r.host",
        "SELECT count(*) FROM (SELECT * FROM events LIMIT 5) AS e JOIN @H ON e.host = r.host",
        "SELECT count(*) FROM events AS e JOIN @H ON e.host IS NOT DISTINCT FROM r.host",
      })
  void join_thatKeepsAllEvents_isLeftAlone(String sql) throws Exception {
    String whole = sql.replace("@H", HOSTS);
    assertThat(queries.plan(whole)).doesNotContain("joins=");
    String oracle =
        sql.replace("@H", "(SELECT 'h2' AS host UNION ALL SELECT 'h5' UNION ALL SELECT 'hx') AS r");
    assertThat(queries.rows(whole)).hasToString(archive.oracle(oracle).toString());
  }

  @Test
  void preparedStatement_choosesAnewAtEachRun() {
    CalciteSignature<Object> planned =
        queries.prepare(
            "SELECT count(*) FROM events WHERE ts >= (SELECT min(ts) FROM events WHERE host = ?)");
    for (int month = MONTHS; month >= 1; month--) {
      assertThat(queries.rows(planned, "h" + month))
          .isEqualTo(List.of(List.of((MONTHS + 1L - month) * ROWS)));
      assertThat(queries.statistics().segmentsOpened()).isEqualTo(2L * MONTHS + 1 - month);
    }
  }
}
