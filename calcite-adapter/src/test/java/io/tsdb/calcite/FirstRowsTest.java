package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.range.ReadCounts;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first rows of large segments cost, some 13 MB each. */
class FirstRowsTest {

  private static final int SEGMENTS = 3;
  private static final int ROWS = 20_000;
  private static final long HEAD_AND_SOME_PAGES = 1_500_000;

  @TempDir static Path directory;

  private static ArchiveFixture written;

  private ColdArchive cold;
  private Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Random random = new Random(3);
    List<List<Event>> seals = new ArrayList<>();
    for (int day = 0; day < SEGMENTS; day++) {
      Instant start = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(86_400L * day);
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 600) {
          text.append((char) ('a' + random.nextInt(26)));
        }
        Map<String, String> labels = Map.of("host", "h" + i % 5);
        events.add(Events.text(start.plusSeconds(i).toString(), labels, text.toString()));
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
    cold = written.cold();
    queries = cold.queries();
  }

  @AfterEach
  void close() throws Exception {
    assertThat(cold.archive().databases().openDatabases()).isZero();
    cold.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM events",
        "SELECT * FROM events LIMIT 200",
        "SELECT * FROM events LIMIT 150 OFFSET 50",
        "SELECT * FROM events WHERE host = 'h3' LIMIT 200",
        "SELECT UPPER(text) FROM events LIMIT 200",
        "SELECT * FROM events ORDER BY ts LIMIT 200",
        "SELECT * FROM events ORDER BY ts DESC LIMIT 200",
        "SELECT * FROM events ORDER BY ts DESC",
        "SELECT * FROM events WHERE host = 'h3' ORDER BY ts DESC, text LIMIT 200",
        "SELECT * FROM events WHERE ts < '2024-01-02 02:00:00' ORDER BY ts DESC LIMIT 200",
      })
  void grid_of200Rows_readsOneSegmentAndNoMoreThanSomePages(String sql) throws Exception {
    long smallest = Long.MAX_VALUE;
    for (var segment : cold.archive().catalog().segments(TimeRange.ALL)) {
      smallest = Math.min(smallest, segment.object().size());
    }
    assertThat(smallest).isGreaterThan(6 * HEAD_AND_SOME_PAGES);
    cold.takeRead();
    try (Enumerator<Object> run = queries.run(queries.prepare(sql), new AtomicBoolean())) {
      for (int i = 0; i < 200 && run.moveNext(); i++) {
        assertThat(run.current()).isNotNull();
      }
    }
    QueryStatistics statistics = queries.statistics();
    assertThat(statistics.segmentsOpened()).isEqualTo(1);
    ReadCounts reads = statistics.reads();
    assertThat(reads.requests()).isBetween(1L, 8L);
    // a condition that one row in five fulfils makes it read five times as many
    long pages = sql.contains("host") ? 2 * HEAD_AND_SOME_PAGES : HEAD_AND_SOME_PAGES;
    assertThat(reads.bytesFetched()).isLessThan(pages);
    assertThat(cold.takeRead()).hasSize(1);
  }

  @Test
  void longRead_fetchesMoreAndMoreAhead() {
    try (Enumerator<Object> run =
        queries.run(queries.prepare("SELECT text FROM events"), new AtomicBoolean())) {
      int rows = 0;
      while (run.moveNext()) {
        rows++;
      }
      assertThat(rows).isEqualTo(SEGMENTS * ROWS);
    }
    // doubling from 64 KiB on, not block by block
    assertThat(queries.statistics().reads().requests()).isLessThan(SEGMENTS * 14L);
  }
}
