package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.PUMP;
import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.RollupWidth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Rollup tables hold what SQLite finds in the rows, and are there where they are worth it. */
class RollupsTest {

  private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir"));

  /** A minute's first millisecond. */
  private static final long MINUTE = RollupWidth.MINUTE.start(START);

  @Property(tries = 200)
  void rollups_areWhatSqliteFinds(
      @ForAll("batches") List<Event> events, @ForAll("pageSizes") int pageSize) throws Exception {
    try (SegmentReader reader = SegmentReader.of(Events.segment(events, pageSize, SCRATCH))) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertRollups(reader, events.size());
    }
  }

  @Test
  void rollups_ofSeveralLevelsOfPages_areWhatSqliteFinds() throws Exception {
    // 12,000 rollups by minute: 30 series times 400 minutes.
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      Labels labels = Labels.of(Map.of("sensor", "s" + (i * 17) % 30));
      events.add(Events.number(MINUTE + i * 400L, labels, (i * 7919 % 10_007) / 8.0));
    }
    try (SegmentReader reader = SegmentReader.of(Events.segment(events, 512, SCRATCH))) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("SELECT count(*) FROM rollup_minute")).containsExactly("12000");
      assertRollups(reader, events.size());
    }
  }

  /** Compares all widths with what SQLite says of the rows; its own sums round differently. */
  private static void assertRollups(SegmentReader reader, int rows) throws Exception {
    for (RollupWidth width : RollupWidth.values()) {
      reader.execute("DROP VIEW IF EXISTS bucketed");
      reader.execute(
          "CREATE TEMP VIEW bucketed AS SELECT ts / %1$d * %1$d AS start, * FROM sample"
              .formatted(width.millis()));
      int rollups =
          Integer.parseInt(
              reader
                  .query("SELECT count(*) FROM (SELECT DISTINCT start, series FROM bucketed)")
                  .get(0));
      boolean present = rows > 0 && rollups * 4 <= rows;
      assertThat(
              reader.query("SELECT name FROM sqlite_schema WHERE name = '" + width.table() + "'"))
          .isEqualTo(present ? List.of(width.table()) : List.of());
      if (present) {
        assertSameAsGrouped(reader, width.table());
      }
    }
  }

  private static void assertSameAsGrouped(SegmentReader reader, String table) throws Exception {
    String grouped =
        """
        WITH ranked AS (SELECT start, series, value, ts,
              row_number() OVER (PARTITION BY start, series ORDER BY ts, value, n) AS place,
              row_number() OVER (PARTITION BY start, series ORDER BY ts DESC, value DESC, n DESC)
                AS place_from_end
            FROM bucketed WHERE value IS NOT NULL),
          firsts AS (SELECT start, series, value AS first, ts AS first_ts
            FROM ranked WHERE place = 1),
          lasts AS (SELECT start, series, value AS last, ts AS last_ts
            FROM ranked WHERE place_from_end = 1)
        SELECT start, series, count(*), count(value), min(value) + 0.0, max(value) + 0.0,
          first, first_ts, last, last_ts, typeof(sum(value)), typeof(min(value))
        FROM bucketed LEFT JOIN firsts USING (start, series) LEFT JOIN lasts USING (start, series)
        GROUP BY start, series ORDER BY start, series""";
    assertThat(
            reader.query(
                "SELECT start, series, rows, numbers, min + 0.0, max + 0.0, first, first_ts, last, last_ts,"
                    + " typeof(sum), typeof(min) FROM "
                    + table))
        .isEqualTo(reader.query(grouped));
    assertThat(
            reader.query(
                ("SELECT r.start, r.series, r.sum, s.sum FROM %s AS r JOIN (SELECT start, series,"
                        + " sum(value) AS sum, sum(abs(value)) AS size FROM bucketed"
                        + " GROUP BY start, series) AS s USING (start, series)"
                        + " WHERE abs(r.sum - s.sum) > 1e-12 * s.size")
                    .formatted(table)))
        .isEmpty();
  }

  @Test
  void sum_isThatInOrderOfRows() throws Exception {
    double[] values = {1e16, 1, 1, 1, -1e16, 0.1};
    double sum = 0;
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      sum += values[i];
      events.add(Events.number(MINUTE + i, PUMP, values[i]));
    }
    // Arriving backwards makes no difference.
    Collections.reverse(events);
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT sum, first, last FROM rollup_day"))
          .containsExactly(sum + "|10000000000000000.0|0.1");
    }
  }

  @Test
  void ends_ofSeveralValuesAtOneTime_areTheLeastAndTheGreatest() throws Exception {
    Labels other = Labels.of(Map.of("sensor", "other"));
    List<Event> events = new ArrayList<>();
    for (double value : new double[] {5, 9, 2, 7}) {
      events.add(Events.number(MINUTE, PUMP, value));
      events.add(Events.number(MINUTE, other, -value));
      events.add(Events.number(MINUTE + 1, PUMP, value - 100));
    }
    events.add(Events.number(MINUTE + 2, other, 1));
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(
              reader.query("SELECT first, last, last_ts - start FROM rollup_minute ORDER BY first"))
          .containsExactly("-9.0|1.0|2", "2.0|-91.0|1");
    }
  }

  @Test
  void sum_beyondDoubles_isInfinite() throws Exception {
    List<Event> events = new ArrayList<>();
    for (double value : new double[] {Double.MAX_VALUE, Double.MAX_VALUE, -1e308, -1e308}) {
      events.add(Events.number(MINUTE, PUMP, value));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT sum = 9e999, typeof(sum) FROM rollup_day"))
          .containsExactly("1|real");
    }
  }

  @Test
  void tables_whereRowsDoNotShrinkToAQuarter_areAbsent() throws Exception {
    // Three rows a minute, 180 an hour; then one more in the first minutes.
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 360; i++) {
      events.add(Events.number(MINUTE + i * 20_000L, PUMP, i));
    }
    assertThat(tables(events)).containsExactly("rollup_day", "rollup_hour");
    for (int i = 0; i < 119; i++) {
      events.add(Events.number(MINUTE + i * 60_000L, PUMP, i));
    }
    assertThat(tables(events)).containsExactly("rollup_day", "rollup_hour");
    events.add(Events.number(MINUTE, PUMP, 1));
    assertThat(tables(events)).containsExactly("rollup_day", "rollup_hour", "rollup_minute");
    assertThat(tables(events.subList(0, 3))).isEmpty();
    assertThat(tables(List.of())).isEmpty();
  }

  private static List<String> tables(List<Event> events) throws Exception {
    try (SegmentReader reader = Events.reader(events)) {
      return reader.query(
          "SELECT name FROM sqlite_schema WHERE name GLOB 'rollup_*' ORDER BY name");
    }
  }

  @Test
  void leaves_ofLargeTables_followThoseOfSample() throws Exception {
    // 20,000 rollups by minute, of some 60 bytes each.
    List<Event> events =
        IntStream.range(0, 80_000)
            .mapToObj(i -> Events.number(MINUTE + i * 15_000L, PUMP, i / 3.0))
            .toList();
    try (SegmentReader reader = Events.reader(events)) {
      String pages = "SELECT %s FROM dbstat WHERE name = '%s' AND pagetype = '%s' ORDER BY pageno";
      int head =
          Integer.parseInt(
              reader.query("SELECT value FROM segment WHERE key = 'head_pages'").get(0));
      int sampleEnd =
          Integer.parseInt(reader.query(pages.formatted("max(pageno)", "sample", "leaf")).get(0));
      List<String> leaves = reader.query(pages.formatted("pageno", "rollup_minute", "leaf"));
      assertThat(leaves)
          .isEqualTo(
              IntStream.rangeClosed(sampleEnd + 1, sampleEnd + leaves.size())
                  .mapToObj(String::valueOf)
                  .toList());
      assertThat(reader.query(pages.formatted("pageno", "rollup_minute", "internal")))
          .isNotEmpty()
          .allMatch(page -> Integer.parseInt(page) <= head);
      assertThat(reader.query(pages.formatted("pageno", "rollup_hour", "leaf")))
          .isNotEmpty()
          .allMatch(page -> Integer.parseInt(page) <= head);
    }
  }

  @Provide
  Arbitrary<Integer> pageSizes() {
    return Arbitraries.of(512, 4096, 65536);
  }

  @Provide
  Arbitrary<List<Event>> batches() {
    // Spans in which one, two, or all widths shrink the rows, or none.
    return Combinators.combine(
            Arbitraries.of(1_000L, 100_000L, 10_000_000L, 1_000_000_000L), Arbitraries.of(1, 2, 10))
        .flatAs(
            (span, series) ->
                event(
                        Arbitraries.longs().between(START, START + span),
                        Arbitraries.integers().between(1, series))
                    .list()
                    .ofMaxSize(200));
  }

  private static Arbitrary<Event> event(Arbitrary<Long> times, Arbitrary<Integer> series) {
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-1e9, 1e9),
            Arbitraries.longs().between(-300, 300).map(Long::doubleValue),
            Arbitraries.of(0.0, -0.0, 1e300));
    return Combinators.combine(times, series, values.optional(0.8))
        .as(
            (time, number, value) ->
                new Event(
                    time,
                    Labels.of(Map.of("sensor", "s" + number)),
                    value.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                    Optional.empty(),
                    Optional.empty()));
  }
}
