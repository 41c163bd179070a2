package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.GeneratedEvents;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts and times that the names of segments tell. */
class ListingAggregateTest {

  private static final int SEGMENTS = 12;

  @TempDir static Path directory;

  private static ArchiveFixture written;

  private ColdArchive archive;
  private Queries queries;

  /** One segment an hour, an event every minute of its first half. */
  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < SEGMENTS; hour++) {
      List<Event> events = new ArrayList<>();
      for (int minute = 0; minute < 30; minute++) {
        events.add(
            Events.number(
                String.format("2024-01-01T%02d:%02d:00Z", hour, minute),
                Map.of("host", "h" + minute % 2),
                minute));
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
  void open() throws Exception {
    archive = written.cold();
    queries = archive.queries();
  }

  @AfterEach
  void close() throws Exception {
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM events",
        "SELECT count(ts), count(labels) FROM events",
        "SELECT min(ts), max(ts), count(*), min(ts) FROM events",
        "SELECT max(DISTINCT ts), min(ts), 7 FROM events",
        "SELECT count(*) FROM (SELECT value, host FROM events)",
        "SELECT count(1), count(DISTINCT 'x') FROM events",
        "SELECT count(1), min(ts), max(ts) FROM events WHERE ts BETWEEN TIMESTAMP '2024-01-01 00:00:00'"
            + " AND TIMESTAMP '2024-01-01 02:30:00'",
        "SELECT max(ts), count(ts) FROM events WHERE ts >= '2024-01-01' AND ts < '2024-01-02'",
        "SELECT count(*), 'x' FROM events HAVING count(*) > 5",
        "SELECT count(*), max(ts) FROM events WHERE ts < TIMESTAMP '2024-01-01 05:40:00'",
        "SELECT count(*) FROM events WHERE ts > '2024-01-01T02:59:00Z' AND ts <= '2024-01-01T03:30:00Z'",
        "SELECT min(ts), count(*) FROM events WHERE ts BETWEEN '2024-01-01 03:00:00' AND '2024-01-01 03:29:00'",
        "SELECT count(*), min(ts) FROM events WHERE ts >= DATE '2024-01-02'",
        "SELECT count(*) FROM events WHERE ts > CURRENT_TIMESTAMP",
        "SELECT count(*), max(ts) FROM events WHERE CAST(ts AS DATE) = DATE '2024-01-01'",
        "SELECT count(*) FROM events WHERE CAST(ts AS DATE) > DATE '2024-01-01'",
      })
  void segments_withinTheRange_areNotOpened(String sql) throws Exception {
    assertThat(queries.plan(sql)).contains("factsOfNames");
    List<List<Object>> rows = queries.rows(sql);
    assertThat(archive.takeRead()).isEmpty();
    // by reading: a filter on values that every event passes
    String byReading =
        sql.contains("(SELECT")
            ? "SELECT count(*) FROM events WHERE value >= 0"
            : sql.contains("WHERE")
                ? sql.replace("WHERE", "WHERE value >= 0 AND")
                : sql.replace("FROM events", "FROM events WHERE value >= 0");
    assertThat(queries.plan(byReading)).doesNotContain("factsOfNames");
    assertThat(rows).isEqualTo(queries.rows(byReading));
  }

  @Test
  void segments_acrossTheEnds_aloneAreOpened() throws Exception {
    String sql = "SELECT count(*), min(ts), max(ts) FROM events WHERE ts >= ? AND ts < ?";
    long start = Events.millis("2024-01-01T02:10:00Z");
    long end = Events.millis("2024-01-01T09:05:30Z");
    assertThat(queries.rows(sql, start, end))
        .isEqualTo(
            List.of(List.of(20L + 6 * 30 + 6, start, Events.millis("2024-01-01T09:05:00Z"))));
    assertThat(archive.takeRead())
        .hasSize(2)
        .anyMatch(key -> key.contains("T02-00-00"))
        .anyMatch(key -> key.contains("T09-00-00"));
  }

  /** Every hour has a segment of 30 minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ts BETWEEN '%s' AND '%s'",
        "ts >= '%s' AND ts <= '%s'",
        "NOT (ts < '%s' OR ts > '%s')",
      })
  void segments_acrossTheEndsOfAnyForm_aloneAreOpened(String condition) throws Exception {
    String range = String.format(condition, "2024-01-01 01:10:00", "2024-01-01 04:05:00");
    assertThat(
            queries.rows("SELECT count(1), count(ts), min(ts), max(ts) FROM events WHERE " + range))
        .isEqualTo(
            List.of(
                List.of(
                    20L + 60 + 6,
                    20L + 60 + 6,
                    Events.millis("2024-01-01T01:10:00Z"),
                    Events.millis("2024-01-01T04:05:00Z"))));
    assertThat(archive.takeRead()).hasSize(2);
  }

  @Test
  void range_ofNull_holdsNothing() {
    assertThat(
            queries.rows("SELECT count(*), max(ts) FROM events WHERE ts < ?", new Object[] {null}))
        .isEqualTo(List.of(Arrays.asList(0L, null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(value) FROM events",
        "SELECT count(DISTINCT ts) FROM events",
        "SELECT count(*) FILTER (WHERE value > 3) FROM events",
        "SELECT count(*), max(value) FROM events",
        "SELECT count(*) FROM events WHERE host = 'h1'",
        "SELECT count(*) FROM events WHERE time_bucket('7 minutes', ts) = TIMESTAMP '2024-01-01 01:00:00'",
        "SELECT count(*) FROM events WHERE ts < '2024-01-01 02:00:00' OR ts > '2024-01-01 04:00:00'",
        "SELECT count(*) FROM events WHERE ts <> '2024-01-01 02:00:00'",
        "SELECT host, count(*) FROM events GROUP BY host",
      })
  void whatNamesDoNotTell_isRead(String sql) {
    assertThat(queries.plan(sql)).doesNotContain("factsOfNames");
  }

  @Test
  void connection_withRestriction_isARange() throws Exception {
    TimeRange restriction =
        new TimeRange(Events.millis("2024-01-01T01:00:00Z"), Events.millis("2024-01-01T03:10:00Z"));
    try (Queries restricted = Queries.open(archive.archive(), restriction)) {
      assertThat(restricted.rows("SELECT count(*) FROM events")).isEqualTo(List.of(List.of(70L)));
      assertThat(archive.takeRead()).hasSize(1);
      assertThat(restricted.rows("SELECT count(*) FROM events WHERE ts < '2024-01-01 03:00:00'"))
          .isEqualTo(List.of(List.of(60L)));
      assertThat(archive.takeRead()).isEmpty();
    }
  }

  @Test
  void tenThousandSegments_areOnlyListed() throws Exception {
    long minute = 60_000;
    Catalog catalog =
        new Catalog() {
          @Override
          public List<Segment> segments(TimeRange range) {
            return IntStream.range(0, 10_000).mapToObj(i -> segment(i * minute)).toList();
          }

          @Override
          public SortedSet<String> labelKeys() {
            return new TreeSet<>();
          }

          @Override
          public List<TableFile> tables() {
            return List.of();
          }
        };
    Archive many = new Archive(archive.store(), catalog, archive.archive().databases());
    try (Queries connection = Queries.open(many, TimeRange.ALL)) {
      assertThat(connection.rows("SELECT count(*), min(ts), max(ts) FROM events"))
          .isEqualTo(List.of(List.of(70_000L, 0L, 9_999 * minute + 5)));
    }
    assertThat(archive.takeRead()).isEmpty();
    assertThat(archive.archive().databases().statistics().counts().requests()).isZero();
  }

  /** A segment of 7 rows that is only listed. */
  private Segment segment(long first) {
    SegmentName name = new SegmentName(first, first + 5, "w", SealRange.of(first), 7, 4096);
    return new Segment(
        name, new StoredObject("events/" + name.file(), 8192, "etag" + first), archive.store());
  }

  @Test
  void archive_withoutSegments_hasNoTimes(@TempDir Path empty) throws Exception {
    try (ArchiveFixture nothing = ArchiveFixture.of(empty, List.of());
        Queries connection = nothing.connect()) {
      assertThat(connection.rows("SELECT count(*), min(ts), max(ts) FROM events"))
          .isEqualTo(List.of(Arrays.asList(0L, null, null)));
    }
  }

  @Test
  void ranges_generated_areAnsweredAsSqliteOverOneFile(@TempDir Path generated) throws Exception {
    Random random = new Random(11);
    List<List<Event>> seals = GeneratedEvents.seals(new Random(5));
    List<Long> times = new ArrayList<>();
    seals.forEach(events -> events.forEach(event -> times.add(event.timestamp())));
    try (ArchiveFixture many = ArchiveFixture.of(generated, seals);
        Queries connection = many.connect()) {
      var planned =
          connection.prepare(
              "SELECT count(*), min(ts), max(ts) FROM events WHERE ts >= ? AND ts <= ?");
      for (int i = 0; i < 300; i++) {
        long start = times.get(random.nextInt(times.size())) + random.nextInt(3) - 1;
        long end = times.get(random.nextInt(times.size())) + random.nextInt(3) - 1;
        List<Object> expected =
            many.oracle(
                    "SELECT count(*), min(ts), max(ts) FROM events WHERE ts >= "
                        + start
                        + " AND ts <= "
                        + end)
                .get(0);
        List<Object> answer = connection.rows(planned, start, end).get(0);
        assertThat(answer.toString())
            .as("from %d to %d", start, end)
            .isEqualTo(expected.toString());
      }
    }
  }
}
