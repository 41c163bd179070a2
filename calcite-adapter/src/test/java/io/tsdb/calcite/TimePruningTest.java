package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.Enumerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which segments are opened. Each test has an archive of its own, with nothing cached. */
class TimePruningTest {

  @TempDir Path directory;

  private ArchiveFixture archive;

  @BeforeEach
  void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
  }

  @AfterEach
  void close() throws Exception {
    archive.close();
  }

  /** The archive has four segments: January, March, 31 May, 1 June. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "value > -100 # 6 # 4",
        "ts >= TIMESTAMP '2024-03-01 00:00:00' # 5 # 3",
        "ts >= '2024-03-01' # 5 # 3",
        "ts >= '2024-03-01T00:00:00Z' # 5 # 3",
        "ts >= '2024-03-01T02:00:00+02:00' # 5 # 3",
        "ts >= DATE '2024-06-01' # 1 # 1",
        "timestamp < '2024-02-01' # 3 # 1",
        "ts > '2024-01-01 12:00:00' AND ts < '2024-03-01 10:00:00' # 0 # 0",
        "ts BETWEEN '2024-03-01' AND '2024-05-01' # 3 # 1",
        "ts = '2024-06-01 11:30:00' # 1 # 1",
        "ts IN (TIMESTAMP '2024-01-01 10:00:00', TIMESTAMP '2024-01-01 12:00:00') # 2 # 1",
        "ts >= CURRENT_TIMESTAMP - INTERVAL '1' DAY # 2 # 2",
        "ts >= CURRENT_TIMESTAMP - INTERVAL '31' MINUTE # 1 # 1",
        "ts < '2024-01-02' OR ts > '2024-06-01' # 4 # 2",
        "ts IN ('2024-01-01 10:00:00', '2024-06-01 11:30:00') # 2 # 2",
        "CAST(ts AS DATE) IN (DATE '2024-01-01', DATE '2024-05-31') # 4 # 2",
        "ts BETWEEN '2024-01-01' AND '2024-01-02' OR FLOOR(ts TO DAY) = '2024-05-31' # 4 # 2",
        "NOT (ts < '2024-03-01') # 5 # 3",
        "NOT (ts >= '2024-01-02' AND ts < '2024-06-01') # 4 # 2",
        "NOT (ts < '2024-01-02' OR ts >= '2024-06-01') # 4 # 2",
        "ts NOT BETWEEN '2024-01-02' AND '2024-05-31 23:00:00' # 5 # 3",
        "NOT (ts IN ('2024-01-01 10:00:00')) # 7 # 4",
        "(ts < '2024-01-02') IS TRUE # 3 # 1",
        "ts + INTERVAL '1' HOUR > TIMESTAMP '2024-06-01 00:30:01' # 1 # 1",
        "ts + INTERVAL '1' HOUR >= TIMESTAMP '2024-06-01 00:30:00' # 2 # 2",
        "ts - INTERVAL '2' DAY < TIMESTAMP '2024-01-01 00:00:00' # 3 # 1",
        "ts + INTERVAL '1' MONTH > TIMESTAMP '2024-06-30 23:00:00' # 2 # 2",
        "ts - INTERVAL '1' YEAR < TIMESTAMP '2023-01-02 00:00:00' # 3 # 1",
        "FLOOR(ts + INTERVAL '1' HOUR TO DAY) = TIMESTAMP '2024-06-01 00:00:00' # 2 # 2",
        "(CURRENT_TIMESTAMP - ts) DAY < INTERVAL '1' DAY # 2 # 2",
        "(CURRENT_TIMESTAMP - ts) MINUTE <= INTERVAL '30' MINUTE # 1 # 1",
        "CAST(ts AS DATE) > CURRENT_DATE - INTERVAL '1' DAY # 1 # 2",
        "CAST(ts AS DATE) >= CURRENT_DATE # 1 # 1",
        "FLOOR(ts TO MONTH) = TIMESTAMP '2024-03-01 00:00:00' # 3 # 1",
        "FLOOR(ts TO YEAR) = TIMESTAMP '2023-01-01 00:00:00' # 0 # 0",
        "CEIL(ts TO DAY) = TIMESTAMP '2024-06-01 00:00:00' # 1 # 1",
        "EXTRACT(YEAR FROM ts) = 2024 AND EXTRACT(MONTH FROM ts) = 3 # 3 # 1",
        "EXTRACT(YEAR FROM ts) IN (2022, 2023) # 0 # 0",
        "CAST(ts AS TIMESTAMP(0)) >= TIMESTAMP '2024-06-01 11:00:00' # 1 # 1",
        "TIMESTAMPDIFF(DAY, ts, CURRENT_TIMESTAMP) < 1 # 2 # 2",
        "TIMESTAMPDIFF(HOUR, TIMESTAMP '2024-05-31 23:30:00', ts) >= 2 # 1 # 1",
        "TIMESTAMPDIFF(HOUR, CURRENT_TIMESTAMP, ts) >= 0 # 1 # 1",
        "time_bucket('1 month', ts) = TIMESTAMP '2024-05-01 00:00:00' # 1 # 1",
        "ts < '2024-01-02' OR ts < '2024-02-01' AND value > 1 # 3 # 1",
        "FLOOR(ts TO DAY) = TIMESTAMP '2024-05-31 00:00:00' # 1 # 1",
        "time_bucket('1 day', ts) < TIMESTAMP '2024-01-02 00:00:00' # 3 # 1",
        "date_trunc('month', ts) = TIMESTAMP '2024-03-01 00:00:00' # 3 # 1",
        "CAST(ts AS DATE) = DATE '2024-05-31' # 1 # 1",
        "CAST(ts AS DATE) < DATE '2024-02-01' # 3 # 1",
        "EXTRACT(YEAR FROM ts) = 2023 # 0 # 0",
        "ts >= '2024-03-01' AND UPPER(sensor) = 'C' # 2 # 3",
        "ts > '2024-06-01' AND ts < '2024-01-01' # 0 # 0",
        "ts = CAST(NULL AS TIMESTAMP) # 0 # 0",
      })
  void segments_areChosenByTime(String condition, int rows, int segments) throws Exception {
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT ts, value FROM events WHERE " + condition)).hasSize(rows);
    }
    assertThat(archive.takeRead()).hasSize(segments);
  }

  @Test
  void preparedStatement_choosesAnewAtEachRun() throws Exception {
    try (Queries queries = archive.connect()) {
      CalciteSignature<Object> planned =
          queries.prepare("SELECT value FROM events WHERE ts >= ? AND ts < ? + INTERVAL '1' DAY");
      assertThat(
              queries.rows(
                  planned,
                  Events.millis("2024-05-31T00:00:00Z"),
                  Events.millis("2024-05-31T00:00:00Z")))
          .isEqualTo(List.of(List.of(9.0)));
      assertThat(archive.takeRead()).hasSize(1);
      assertThat(
              queries.rows(
                  planned,
                  Events.millis("2024-01-01T00:00:00Z"),
                  Events.millis("2024-01-01T00:00:00Z")))
          .hasSize(3);
      assertThat(archive.takeRead()).singleElement().asString().contains("2024/01/01");
      assertThat(queries.rows(planned, null, 0L)).isEmpty();
      assertThat(archive.takeRead()).isEmpty();
    }
  }

  @Test
  void currentTimestamp_isThatOfEachRun() throws Exception {
    try (Queries queries = archive.connect()) {
      CalciteSignature<Object> planned =
          queries.prepare(
              "SELECT value FROM events WHERE ts >= CURRENT_TIMESTAMP - INTERVAL '1' DAY");
      assertThat(count(queries, planned, "2024-06-01T12:00:00Z")).isEqualTo(2);
      assertThat(count(queries, planned, "2024-06-02T00:00:00Z")).isEqualTo(1);
      assertThat(count(queries, planned, "2024-06-03T00:00:00Z")).isZero();
    }
  }

  private static int count(Queries queries, CalciteSignature<Object> planned, String now) {
    int rows = 0;
    try (Enumerator<Object> run = queries.runAt(Events.millis(now), planned, new AtomicBoolean())) {
      while (run.moveNext()) {
        rows++;
      }
    }
    return rows;
  }

  @Test
  void connection_withRestriction_showsNothingElse() throws Exception {
    TimeRange march =
        new TimeRange(Events.millis("2024-03-01T10:30:00Z"), Events.millis("2024-05-31T23:30:00Z"));
    try (Queries queries = archive.connect(march)) {
      assertThat(queries.rows("SELECT count(*) FROM events")).isEqualTo(List.of(List.of(2L)));
      assertThat(archive.takeRead()).hasSize(1);
      assertThat(queries.rows("SELECT count(*) FROM events WHERE ts < '2024-02-01'"))
          .isEqualTo(List.of(List.of(0L)));
      assertThat(queries.rows("SELECT \"rows\" FROM segments")).isEqualTo(List.of(List.of(3L)));
    }
  }

  @Test
  void rows_ofDistantTimesWithinASegment_areReadApart() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      String time = Instant.parse("2023-01-01T00:00:00Z").plusSeconds(i).toString();
      events.add(Events.number(time, Map.of("sensor", "x"), i + 0.5));
    }
    try (ArchiveFixture large = ArchiveFixture.of(directory.resolve("large"), List.of(events));
        ColdArchive cold = large.cold()) {
      cold.queries().rows("SELECT value FROM events");
      long all = cold.queries().statistics().reads().bytesUsed();
      assertThat(
              cold.queries()
                  .rows(
                      "SELECT value FROM events WHERE ts < '2023-01-01 00:00:02'"
                          + " OR ts >= '2023-01-01 16:39:58'"))
          .isEqualTo(List.of(List.of(0.5), List.of(1.5), List.of(59_998.5), List.of(59_999.5)));
      assertThat(cold.queries().statistics().reads().bytesUsed()).isLessThan(all / 3);
    }
  }

  @Test
  void firstRow_opensOneSegment() throws Exception {
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT value FROM events LIMIT 2")).hasSize(2);
    }
    assertThat(archive.takeRead()).hasSize(1);
  }
}
