package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that are computed in segments, compared with what Calcite computes above the scan. */
class TimeExactnessTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (String time :
        List.of(
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00.999Z",
            "1999-12-31T23:59:59.999Z",
            "2000-01-01T00:00:00Z",
            "2000-02-29T12:00:00Z",
            "2023-01-01T00:00:00Z",
            "2024-02-28T23:59:59.999Z",
            "2024-02-29T00:00:00Z",
            "2024-12-30T00:00:00Z",
            "2024-12-31T23:59:59Z",
            "2100-02-28T23:59:59Z",
            "2100-03-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z")) {
      events.add(event(Events.millis(time)));
    }
    for (int i = 0; i < 300; i++) {
      events.add(event((long) (random.nextDouble() * Event.LAST_TIME)));
      events.add(event((long) (random.nextDouble() * Events.millis("2030-01-01T00:00:00Z"))));
    }
    events.sort(Comparator.comparingLong(Event::timestamp));
    archive = ArchiveFixture.of(directory, List.of(events));
    queries = archive.connect();
  }

  private static Event event(long time) {
    return new Event(
        time,
        Labels.of(Map.of("n", "x")),
        OptionalDouble.of(1),
        Optional.empty(),
        Optional.empty());
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXTRACT(SECOND FROM ts) = 59",
        "EXTRACT(MINUTE FROM ts) < 30",
        "EXTRACT(HOUR FROM ts) IN (0, 12, 23)",
        "EXTRACT(DAY FROM ts) >= 29",
        "EXTRACT(DOW FROM ts) = 1",
        "EXTRACT(DOW FROM ts) IN (6, 7)",
        "EXTRACT(ISODOW FROM ts) = 7",
        "EXTRACT(DOY FROM ts) > 364",
        "EXTRACT(DOY FROM ts) <= 60",
        "EXTRACT(MONTH FROM ts) = 2",
        "EXTRACT(QUARTER FROM ts) <> 4",
        "EXTRACT(YEAR FROM ts) = 2024",
        "EXTRACT(YEAR FROM ts) > 2000",
        "EXTRACT(YEAR FROM ts) NOT IN (1970, 9999)",
        "EXTRACT(EPOCH FROM ts) < 946684800",
        "EXTRACT(MILLISECOND FROM ts) > 500",
        "EXTRACT(WEEK FROM ts) = 1",
        "EXTRACT(YEAR FROM ts) = 2024 OR EXTRACT(MONTH FROM ts) = 1",
        "EXTRACT(MONTH FROM ts) = EXTRACT(DAY FROM ts)",
        "CAST(ts AS DATE) = DATE '2024-02-28'",
        "CAST(ts AS DATE) <= DATE '2000-02-29'",
        "NOT (CAST(ts AS DATE) = DATE '2024-02-29')",
        "CAST(ts AS DATE) <> DATE '1970-01-01'",
        "DATE '2024-02-28' < CAST(ts AS DATE)",
        "CAST(ts AS DATE) >= DATE '9999-12-31'",
        "CAST(ts AS DATE) < DATE '1969-12-31'",
        "CAST(ts AS DATE) IN (DATE '1970-01-01', DATE '9999-12-31')",
        "CAST(ts AS DATE) BETWEEN DATE '1999-12-31' AND DATE '2024-02-29'",
        "ts + INTERVAL '1' DAY >= TIMESTAMP '2024-02-29 23:59:59'",
        "ts - INTERVAL '1' SECOND < TIMESTAMP '1970-01-01 00:00:00'",
        "ts + INTERVAL '1' MONTH > TIMESTAMP '2100-03-28 00:00:00'",
        "ts - INTERVAL '100' YEAR < TIMESTAMP '1900-01-01 00:00:00'",
        "FLOOR(ts + INTERVAL '12' HOUR TO DAY) = TIMESTAMP '2024-02-29 00:00:00'",
        "FLOOR(ts TO MONTH) = TIMESTAMP '2024-02-01 00:00:00'",
        "CEIL(ts TO DAY) = TIMESTAMP '2024-02-29 00:00:00'",
        "CASE WHEN ts < TIMESTAMP '2000-01-01 00:00:00' THEN 1 ELSE 2 END = 2",
        "(ts - TIMESTAMP '2024-01-01 00:00:00') DAY > INTERVAL '59' DAY",
        "TIMESTAMPDIFF(DAY, ts, TIMESTAMP '2024-03-01 00:00:00') = 1",
        "TIMESTAMPDIFF(HOUR, TIMESTAMP '2024-02-28 00:00:00', ts) <= 23",
        "TIMESTAMPDIFF(MONTH, ts, TIMESTAMP '2024-03-01 00:00:00') < 12",
        "ts = '2024-02-29' OR ts > '9000-01-01' AND ts < '9001-01-01'",
        "NOT (ts BETWEEN '1980-01-01' AND '2024-02-29' OR ts > '2100-03-01')",
      })
  void condition_onTime_decidesAsCalciteDoes(String condition) {
    assertThat(queries.rows("SELECT ts FROM events WHERE " + condition))
        .isEqualTo(
            queries.rows(
                "SELECT ts FROM (SELECT CASE WHEN CHAR_LENGTH(id) IS NULL THEN ts ELSE NULL END"
                    + " AS ts FROM events) AS t WHERE "
                    + condition));
  }
}
