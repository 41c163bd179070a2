package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.testing.WatchedStore.Read;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.linq4j.Enumerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest event of each series, by ROW_NUMBER. */
class NewestOfSeriesTest {

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Random random = new Random(23);
    Set<Integer> taken = new HashSet<>();
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 30; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int late = random.nextInt(20) == 0 ? random.nextInt(seal + 1) : seal;
        int second = (late % 4 == 3 ? late - 2 : late) * 300 + random.nextInt(320);
        // no two at one time, so that there is one answer
        if (taken.add(second)) {
          int host = random.nextInt(40) == 0 ? 5 + seal / 7 : random.nextInt(5);
          events.add(event(second, "h" + host, random));
        }
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  private static Event event(int second, String host, Random random) {
    String time = START.plusSeconds(second).toString();
    Map<String, String> labels = new TreeMap<>(Map.of("host", host));
    if (random.nextInt(3) > 0) {
      labels.put("core", "c" + random.nextInt(2));
    }
    return random.nextInt(5) == 0
        ? Events.text(time, labels, "t" + second)
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

  private static String numbered(String partition, String order, String filter) {
    return "SELECT host, core, ts, value, text FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "
        + partition
        + " ORDER BY ts"
        + order
        + ") AS rn FROM events "
        + filter
        + ") AS t WHERE rn = 1";
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
        "WHERE ts BETWEEN '2024-01-01 00:30:00' AND '2024-01-01 00:31:00' OR ts > '2024-01-01 02:20:00'",
        "WHERE host = 'none'",
      })
  void rows_areThoseOfTheOracle(String filter) throws Exception {
    for (String partition : List.of("labels", "host", "host, core", "core")) {
      for (String order : List.of(" DESC", "")) {
        String sql = numbered(partition, order, filter);
        assertThat(queries.plan(sql)).contains("firstOf=[SELECT r.id").doesNotContain("Window");
        String oracle = sql.replaceAll("'(20[-0-9 :]+)'", "unixepoch('$1') * 1000");
        assertThat(queries.rows(sql))
            .as(sql)
            .containsExactlyInAnyOrderElementsOf(archive.oracle(oracle));
      }
    }
  }

  @Test
  void otherForms_meanTheSame() throws Exception {
    List<List<Object>> expected =
        archive.oracle(numbered("host", " DESC", "") + " ORDER BY ts DESC");
    for (String sql :
        List.of(
            "SELECT host, core, ts, value, text FROM events"
                + " QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) = 1",
            numbered("host", " DESC", "").replace("rn = 1", "rn <= 1"))) {
      assertThat(queries.plan(sql)).contains("firstOf=[");
      assertThat(queries.rows(sql)).isEqualTo(expected);
    }
    String filtered = numbered("host", " DESC", "") + " AND value > 20 ORDER BY host";
    assertThat(queries.plan(filtered)).contains("firstOf=[");
    assertThat(queries.rows(filtered)).isEqualTo(archive.oracle(filtered));
    String counted =
        "SELECT count(*), sum(rn) FROM (SELECT host, ts, ROW_NUMBER() OVER"
            + " (PARTITION BY host ORDER BY ts DESC) AS rn FROM events) AS t WHERE rn = 1";
    assertThat(queries.plan(counted)).contains("firstOf=[");
    assertThat(queries.rows(counted).toString()).isEqualTo(archive.oracle(counted).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rn = 2 # PARTITION BY host ORDER BY ts DESC",
        "rn < 3 # PARTITION BY host ORDER BY ts DESC",
        "rn = 1 # PARTITION BY value ORDER BY ts DESC",
        "rn = 1 # PARTITION BY host ORDER BY value DESC, ts",
        "rn = 1 OR value > 3 # PARTITION BY host ORDER BY ts DESC",
      })
  void otherWindows_areLeftToCalcite(String conditionAndWindow) throws Exception {
    String[] parts = conditionAndWindow.split(" # ");
    String sql =
        "SELECT host, ts, value FROM (SELECT *, ROW_NUMBER() OVER ("
            + parts[1]
            + ") AS rn FROM events) AS t WHERE "
            + parts[0];
    assertThat(queries.plan(sql)).doesNotContain("firstOf");
    assertThat(queries.rows(sql)).containsExactlyInAnyOrderElementsOf(archive.oracle(sql));
  }

  @Test
  void rowsOfOneTime_areOneRow(@TempDir Path folder) throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 140; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        events.add(Events.number(START.toString(), Map.of("host", "h" + i % 3), 10 * seal + i));
      }
      seals.add(events);
    }
    // of few segments that overlap, and of more than are merged
    for (int count : List.of(5, 140)) {
      try (ArchiveFixture ties =
              ArchiveFixture.of(folder.resolve("n" + count), seals.subList(0, count));
          Queries connection = ties.connect()) {
        String sql =
            "SELECT host, value FROM events"
                + " QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) = 1";
        List<List<Object>> rows = connection.rows(sql);
        assertThat(rows.stream().map(row -> row.get(0)))
            .containsExactlyInAnyOrder("h0", "h1", "h2");
        assertThat(connection.rows(sql)).isEqualTo(rows);
      }
    }
  }

  /** Large segments, in the oldest of which alone a series has its events. */
  @Test
  void seriesThatIsGone_costsHeadsAndTheSegmentThatHasIt(@TempDir Path folder) throws Exception {
    Random random = new Random(1);
    List<List<Event>> seals = new ArrayList<>();
    for (int day = 0; day < 6; day++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 500) {
          text.append((char) ('a' + random.nextInt(26)));
        }
        String host = day == 0 && i % 400 == 0 ? "gone" : "h" + i % 3;
        Instant time = START.plusSeconds(86_400L * day + i);
        events.add(Events.text(time.toString(), Map.of("host", host), text.toString()));
      }
      seals.add(events);
    }
    try (ArchiveFixture written = ArchiveFixture.of(folder, seals);
        ColdArchive cold = written.cold()) {
      String sql =
          "SELECT host, ts FROM events"
              + " QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) = 1";
      assertThat(cold.queries().rows(sql)).hasSize(4);
      assertThat(cold.queries().statistics().segmentsOpened()).isEqualTo(6);
      Map<String, Integer> reads = new TreeMap<>();
      for (Read read : cold.store().reads()) {
        reads.merge(read.key(), 1, Integer::sum);
      }
      assertThat(reads).hasSize(6);
      // the newest and the oldest are read beyond their heads
      List<Integer> requests = List.copyOf(reads.values());
      assertThat(requests.subList(1, 5)).containsOnly(1);
      assertThat(cold.queries().statistics().reads().bytesFetched()).isLessThan(3_500_000);
      cold.takeRead();
      try (Enumerator<Object> run =
          cold.queries().run(cold.queries().prepare(sql), new AtomicBoolean())) {
        for (int i = 0; i < 3; i++) {
          assertThat(run.moveNext()).isTrue();
        }
      }
      assertThat(cold.queries().statistics().segmentsOpened()).isEqualTo(1);
    }
  }
}
