package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What aggregates read of segments: heads alone where rollups answer. */
class RollupReadTest {

  private static final int HOURS = 4;

  /** So many that a segment is too large to be fetched whole when it is opened. */
  private static final int EVENTS_PER_HOUR = 40_000;

  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

  @TempDir static Path directory;

  private static ArchiveFixture written;
  private WatchedStore store;
  private Archive archive;
  private Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < EVENTS_PER_HOUR; i++) {
        Instant time = START.plusSeconds(hour * 3_600L).plusMillis(i * 90L);
        String host = "h" + i % 3;
        events.add(number(time.toString(), Map.of("host", host, "region", "r"), i % 1_000 / 4.0));
      }
      seals.add(events);
    }
    written = ArchiveFixture.of(directory, seals);
  }

  @AfterAll
  static void closeArchive() throws Exception {
    written.close();
  }

  @BeforeEach
  void openWithNothingCached() throws Exception {
    store = new WatchedStore(new FileStore(directory.resolve("archive")));
    archive = ArchiveFixture.open(store);
    queries = Queries.open(archive, TimeRange.ALL);
  }

  @AfterEach
  void close() throws Exception {
    queries.close();
    archive.close();
  }

  private List<WatchedStore.Read> segmentReads() {
    return store.reads().stream().filter(read -> read.key().startsWith("events/")).toList();
  }

  private int headBytes(String key) throws Exception {
    for (Segment segment : archive.catalog().segments(TimeRange.ALL)) {
      if (segment.object().key().equals(key)) {
        return segment.name().headBytes();
      }
    }
    throw new AssertionError("No segment " + key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(value), avg(value), min(value), max(value), count(value) FROM events",
        "SELECT count(*) FROM events WHERE host = 'h1'",
        "SELECT host, avg(value) FROM events GROUP BY host",
        "SELECT time_bucket('1 minute', ts), max(value) FROM events GROUP BY 1",
        "SELECT FLOOR(ts TO HOUR), host, count(*) FROM events WHERE region = 'r' GROUP BY 1, 2",
        "SELECT date_trunc('month', ts), sum(value) FROM events GROUP BY 1",
        "SELECT sum(value) FROM events WHERE ts >= '2024-03-01T01:17:00Z'",
        "SELECT UPPER(host), count(DISTINCT region), count(*) FILTER (WHERE host <> 'h0')"
            + " FROM events GROUP BY UPPER(host)",
        "SELECT first(value, ts), last(value) FROM events",
        "SELECT host, last(value, ts) FROM events GROUP BY host",
        "SELECT time_bucket('1 hour', ts), first(value, ts) FILTER (WHERE host = 'h2'), avg(value)"
            + " FROM events GROUP BY 1",
        "SELECT FLOOR(ts TO WEEK), count(region), max(region), count(DISTINCT host),"
            + " approx_count_distinct(host) FROM events GROUP BY 1",
        "SELECT host, FLOOR(ts TO QUARTER), GROUPING(host), count(*), last(value, ts) FROM events"
            + " GROUP BY GROUPING SETS ((host, FLOOR(ts TO QUARTER)), (host), ())",
        "SELECT count(DISTINCT host) FROM events",
        "SELECT DISTINCT host, region FROM events WHERE host <> 'h1'",
      })
  void aggregate_answeredByRollups_readsHeadsAlone(String sql) throws Exception {
    assertThat(queries.rows(sql)).isNotEmpty();
    assertThat(segmentReads()).isNotEmpty().hasSizeLessThanOrEqualTo(HOURS);
    for (WatchedStore.Read read : segmentReads()) {
      assertThat(read.offset()).isZero();
      assertThat(read.length()).isEqualTo(headBytes(read.key()));
    }
  }

  @Test
  void raggedEnds_areReadFromTheRowsAtTheEndsAlone() throws Exception {
    String sql =
        "SELECT count(*), sum(value), max(value) FROM events WHERE host = 'h2' AND"
            + " ts >= '2024-03-01T01:17:30.250Z' AND ts < '2024-03-01T03:00:00.500Z'";
    List<List<Object>> rows = queries.rows(sql);
    assertThat(rows)
        .hasToString(
            written
                .oracle(
                    "SELECT count(*), sum(value), max(value) FROM events WHERE host = 'h2' AND ts >= "
                        + START.plusSeconds(4_650).plusMillis(250).toEpochMilli()
                        + " AND ts < "
                        + START.plusSeconds(10_800).plusMillis(500).toEpochMilli())
                .toString());
    List<String> readBeyondHeads = new ArrayList<>();
    for (WatchedStore.Read read : segmentReads()) {
      if (read.offset() > 0) {
        readBeyondHeads.add(read.key().substring("events/2024/03/01/".length()).substring(0, 13));
      }
    }
    assertThat(readBeyondHeads).containsOnly("2024-03-01T01", "2024-03-01T03");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(value) FROM events WHERE value > 10",
        "SELECT count(text) FROM events",
        "SELECT time_bucket('90 seconds', ts), count(*) FROM events GROUP BY 1",
        "SELECT time_bucket('1 hour', ts, TIMESTAMP '2024-01-01 00:00:30'), count(*) FROM events"
            + " GROUP BY 1",
        "SELECT host, max(ts) FROM events GROUP BY host",
        "SELECT host, sum(value * 2) FROM events GROUP BY host",
        "SELECT stddev_pop(value) FROM events",
        "SELECT last(ts, value) FROM events",
        "SELECT last(value * 2, ts) FROM events",
        "SELECT last(text, ts) FROM events",
        "SELECT count(DISTINCT value) FROM events",
        "SELECT approx_percentile(value, 0.9) FROM events",
        "SELECT count(value) FROM events WHERE ts <> TIMESTAMP '2024-03-01 00:00:00'",
        "SELECT count(value) FROM events WHERE id IS NULL",
      })
  void aggregate_thatRollupsCannotAnswer_readsRows(String sql) {
    assertThat(queries.plan(sql)).contains("partials=").doesNotContain("rollups=");
    assertThat(queries.rows(sql)).isNotEmpty();
    assertThat(segmentReads()).anyMatch(read -> read.offset() > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time_bucket('1 minute', ts) # [MINUTE]",
        "time_bucket('30 minutes', ts) # [MINUTE]",
        "FLOOR(ts TO HOUR) # [MINUTE, HOUR]",
        "time_bucket('7 days', ts) # [MINUTE, HOUR, DAY]",
        "host # [MINUTE, HOUR, DAY]",
        "EXTRACT(HOUR FROM ts) # [MINUTE, HOUR]",
        "CAST(ts AS DATE) # [MINUTE, HOUR, DAY]",
        "FLOOR(ts TO MINUTE) # [MINUTE]",
        "FLOOR(ts TO WEEK) # [MINUTE, HOUR, DAY]",
        "FLOOR(ts TO MONTH) # [MINUTE, HOUR, DAY]",
        "FLOOR(ts TO QUARTER) # [MINUTE, HOUR, DAY]",
        "FLOOR(ts TO YEAR) # [MINUTE, HOUR, DAY]",
        "date_trunc('minute', ts) # [MINUTE]",
        "date_trunc('week', ts) # [MINUTE, HOUR, DAY]",
        "time_bucket('1 day', ts, TIMESTAMP '2024-01-01 06:00:00') # [MINUTE, HOUR]",
        "time_bucket('2 months', ts) # [MINUTE, HOUR, DAY]",
      })
  void plan_showsRollupsWhoseWidthDividesTheKey(String keyAndWidths) {
    String[] parts = keyAndWidths.split(" # ");
    assertThat(queries.plan("SELECT " + parts[0] + ", count(*) FROM events GROUP BY " + parts[0]))
        .contains("rollups=[" + parts[1] + "]", "rollupSql=[SELECT", "sql=[SELECT");
  }
}
