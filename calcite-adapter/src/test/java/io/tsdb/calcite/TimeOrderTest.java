package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.linq4j.Enumerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in order of time, of segments that overlap, come late, tie, or hold one event. */
class TimeOrderTest {

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final int SEALS = 40;

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Random random = new Random(11);
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < SEALS; seal++) {
      List<Event> events = new ArrayList<>();
      int count = seal % 7 == 3 ? 1 : 60;
      for (int i = 0; i < count; i++) {
        // a third of the seals lie within the time of others, and one event in 20 comes late
        int second = (seal % 3 == 2 ? seal - 2 : seal) * 300 + random.nextInt(320);
        events.add(event(random, random.nextInt(20) == 0 ? random.nextInt(300 * SEALS) : second));
      }
      seals.add(events);
    }
    seals.add(List.of(event(random, 86_400 * 400)));
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  private static Event event(Random random, int second) {
    String time = START.plusSeconds(second / 5 * 5).toString();
    Map<String, String> labels = Map.of("host", "h" + random.nextInt(4));
    return random.nextInt(5) == 0
        ? Events.text(time, labels, "t" + random.nextInt(9))
        : Events.number(time, labels, random.nextInt(50));
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @AfterEach
  void allSegmentsAreClosed() {
    assertThat(archive.archive().databases().openDatabases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORDER BY ts, value, host, text",
        "ORDER BY ts DESC, value, host, text",
        "ORDER BY ts DESC, value DESC, host, text LIMIT 25",
        "ORDER BY ts, value, host, text LIMIT 25 OFFSET 700",
        "ORDER BY ts DESC, text NULLS LAST, value, host LIMIT 25 OFFSET 700",
        "ORDER BY ts, value, host, text LIMIT 9 OFFSET 100000",
        "WHERE host = 'h1' ORDER BY ts DESC, value, text LIMIT 20",
        "WHERE value > 47 ORDER BY ts DESC, value, host LIMIT 20 OFFSET 3",
        "WHERE value IS NULL ORDER BY ts, text, host LIMIT 20",
        "WHERE ts >= '2024-01-01 01:00:00' ORDER BY ts, value, host, text LIMIT 20",
        "WHERE ts < '2024-01-01 01:00:00' ORDER BY ts DESC, value, host, text LIMIT 20",
        "WHERE UPPER(host) = 'H2' ORDER BY ts DESC, value, text LIMIT 30",
        "WHERE ts > '2030-01-01' ORDER BY ts DESC LIMIT 5",
      })
  void rows_areThoseOfTheOracle(String order) throws Exception {
    String sql = "SELECT ts, value, host, text FROM events " + order;
    assertThat(queries.plan(sql)).contains("order=[TIME").doesNotContain("demand=[ALL]");
    String oracle = sql.replaceAll("'(20[-0-9 :]+)'", "unixepoch('$1') * 1000");
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(oracle));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER BY ts", "ORDER BY ts DESC"})
  void sortByTimeAlone_mergesAllSegments(String order) throws Exception {
    for (String limit : List.of("", " LIMIT 0", " LIMIT 100", " LIMIT 10 OFFSET 500", " LIMIT 1")) {
      String sql = "SELECT ts FROM events " + order + limit;
      assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
      String counted = "SELECT host, value FROM events " + order + limit;
      assertThat(queries.rows(counted)).hasSize(archive.oracle(sql).size());
    }
  }

  @Test
  void generatedSorts_agreeWithTheOracle() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("TimeOrderTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      String direction = random.nextBoolean() ? "" : " DESC";
      String filter =
          List.of("", "WHERE host <> 'h1' ", "WHERE value < 9 ", "WHERE text IS NOT NULL ")
              .get(random.nextInt(4));
      String more = random.nextBoolean() ? ", value, host, text" : ", text DESC, host, value";
      String sql =
          "SELECT ts, host, value, text FROM events "
              + filter
              + "ORDER BY ts"
              + direction
              + more
              + (random.nextInt(5) == 0 ? "" : " LIMIT " + random.nextInt(80))
              + (random.nextBoolean() ? "" : " OFFSET " + random.nextInt(2500));
      String oracle = sql.contains("LIMIT") ? sql : sql.replace(" OFFSET", " LIMIT -1 OFFSET");
      assertThat(queries.rows(sql)).as("seed %d: %s", seed, sql).isEqualTo(archive.oracle(oracle));
    }
  }

  @Test
  void limit_ofParameters_isThatOfEachRun() throws Exception {
    var planned = queries.prepare("SELECT ts FROM events ORDER BY ts DESC LIMIT ? OFFSET ?");
    List<List<Object>> all = archive.oracle("SELECT ts FROM events ORDER BY ts DESC");
    assertThat(queries.rows(planned, 3, 5)).isEqualTo(all.subList(5, 8));
    assertThat(queries.statistics().segmentsOpened()).isLessThan(8);
    assertThat(queries.rows(planned, 0, 5)).isEmpty();
    assertThat(queries.statistics().segmentsOpened()).isZero();
    assertThat(queries.rows(planned, Long.MAX_VALUE, 1L)).isEqualTo(all.subList(1, all.size()));
  }

  @Test
  void limit_opensOnlySegmentsThatCanHoldItsRows() throws Exception {
    int all = archive.archive().catalog().segments(TimeRange.ALL).size();
    assertThat(all).isGreaterThan(SEALS);
    queries.rows("SELECT * FROM events ORDER BY ts DESC LIMIT 1");
    assertThat(queries.statistics().segmentsOpened()).isEqualTo(1);
    for (String sql :
        List.of(
            "SELECT * FROM events ORDER BY ts DESC LIMIT 1 OFFSET 1",
            "SELECT UPPER(host), text FROM events ORDER BY ts DESC LIMIT 20",
            "SELECT * FROM events WHERE host <> 'h0' ORDER BY ts DESC, host LIMIT 20")) {
      queries.rows(sql);
      assertThat(queries.statistics().segmentsOpened()).as(sql).isBetween(1L, (long) all / 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER BY ts LIMIT 5", "ORDER BY ts DESC LIMIT 5", "ORDER BY ts DESC"})
  void sqlite_sortsNothing(String order) throws Exception {
    String plan = queries.plan("SELECT ts, host, value FROM events " + order);
    int start = plan.indexOf(" sql=[") + 6;
    String sql = plan.substring(start, plan.indexOf(']', start));
    assertThat(sql).contains(order.contains("DESC") ? "ORDER BY s.n DESC" : "ORDER BY s.n");
    assertThat(sql.endsWith(" LIMIT ?")).isEqualTo(order.contains("LIMIT"));
    String key = archive.archive().catalog().segments(TimeRange.ALL).get(0).object().key();
    List<String> steps = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + archive.segmentFile(key));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql.replace("?", "5"))) {
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
    }
    assertThat(steps).isNotEmpty().noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void manySegmentsOfOneTime_areSortedWithoutAllBeingOpen(@TempDir Path many) throws Exception {
    Random random = new Random(5);
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 140; seal++) {
      seals.add(List.of(event(random, 0), event(random, random.nextInt(900)), event(random, 1000)));
    }
    try (ArchiveFixture overlapping = ArchiveFixture.of(many, seals);
        Queries connection = overlapping.connect()) {
      for (String order : List.of("ORDER BY ts", "ORDER BY ts DESC LIMIT 200 OFFSET 20")) {
        String sql = "SELECT ts, value, host, text FROM events " + order;
        String exact = sql.replaceFirst("(ts( DESC)?)( LIMIT|$)", "$1, value, host, text$3");
        assertThat(connection.rows(exact)).isEqualTo(overlapping.oracle(exact));
        assertThat(connection.rows(sql)).hasSameSizeAs(overlapping.oracle(sql));
      }
    }
  }

  @Test
  void cancel_endsAMerge() {
    AtomicBoolean cancel = new AtomicBoolean();
    try (Enumerator<Object> run =
        queries.run(queries.prepare("SELECT * FROM events ORDER BY ts"), cancel)) {
      for (int i = 0; i < 500; i++) {
        assertThat(run.moveNext()).isTrue();
      }
      cancel.set(true);
      assertThatThrownBy(run::moveNext).isInstanceOf(QueryCanceledException.class);
    }
  }

  @Test
  void close_amidAMerge_closesAllSegments() {
    try (Enumerator<Object> run =
        queries.run(
            queries.prepare("SELECT * FROM events ORDER BY ts DESC"), new AtomicBoolean())) {
      for (int i = 0; i < 500; i++) {
        assertThat(run.moveNext()).isTrue();
      }
      assertThat(archive.archive().databases().openDatabases()).isPositive();
    }
  }
}
