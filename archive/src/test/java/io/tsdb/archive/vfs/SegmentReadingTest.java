package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read through the VFS is what SQLite reads from the file. */
class SegmentReadingTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 60_000})
  void answers_whatSqliteAnswersOnTheFile(int rows) throws Exception {
    SegmentFile file = TestSegments.write(folder, rows, 7, 300);
    FileStore store = new FileStore(folder.resolve("archive"));
    Segment segment =
        new Segment(file.name(), store.create(file.key(), Content.of(file.path())), store);
    // the small cache makes SQLite's pages come and go
    ReadOptions options = new ReadOptions(1 << 20, 1 << 20, 4, 2);
    try (SegmentDatabases databases = new SegmentDatabases(options);
        SegmentDatabase database = databases.open(segment);
        Connection local = DriverManager.getConnection("jdbc:sqlite:" + file.path());
        Statement settings = local.createStatement()) {
      settings.execute("PRAGMA case_sensitive_like = ON");
      for (String sql : queries(rows)) {
        assertThat(Rows.of(database.connection(), sql)).as(sql).isEqualTo(Rows.of(local, sql));
      }
      assertThat(databases.cachedBytes()).isLessThanOrEqualTo(options.cacheBytes());
    }
  }

  private static List<String> queries(int rows) {
    Random random = new Random(1);
    int first = random.nextInt(rows + 1);
    int last = first + random.nextInt(rows + 1);
    return List.of(
        "SELECT * FROM events",
        "SELECT count(*), sum(value), min(ts), max(ts) FROM sample",
        "SELECT * FROM sample WHERE n BETWEEN " + first + " AND " + last,
        "SELECT * FROM sample WHERE n <= " + last + " ORDER BY n DESC LIMIT 500",
        "SELECT series, count(*), avg(value) FROM sample GROUP BY series ORDER BY 1",
        "SELECT value % 100, count(*), max(text) FROM sample GROUP BY 1 ORDER BY 2, 1",
        "SELECT n, text FROM sample ORDER BY text DESC, value, n",
        "SELECT rowid FROM search WHERE search MATCH 'word17'",
        "SELECT rowid FROM search WHERE search MATCH 'word17 AND word4*' ORDER BY rank, rowid",
        "SELECT s.n, s.text FROM sample s WHERE n IN (SELECT rowid FROM search WHERE search MATCH"
            + " 'h3 word1')",
        "SELECT a.n, b.n FROM sample a JOIN sample b ON b.value = a.value AND b.n > a.n"
            + " WHERE a.n < 2000 AND b.n < 2000 ORDER BY 1, 2",
        "SELECT DISTINCT labels->>'host' FROM events ORDER BY 1",
        "SELECT n FROM sample WHERE text LIKE 'WORD%'",
        "SELECT sum(value) OVER (ORDER BY n ROWS 10 PRECEDING) FROM sample",
        "SELECT * FROM segment ORDER BY key",
        "PRAGMA integrity_check");
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 65_536})
  void answers_onFilesOfAnyPageSize(int pageSize) throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    int rows = 50_000;
    Segment segment = SqliteSegments.create(store, folder, rows, pageSize);
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      database.warm(database.rows(TimeRange.ALL));
      assertThat(Rows.of(database.connection(), "SELECT count(*), sum(n) FROM sample"))
          .containsExactly(List.of((long) rows, rows * (rows + 1L) / 2));
    }
  }

  @Test
  void rows_boundATimeRangeFromOutside() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    int count = 5000;
    Segment segment = TestSegments.create(store, folder, count, 0, 0);
    Random random = new Random(2);
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      assertThat(database.rows(TimeRange.ALL)).isEqualTo(new RowRange(1, count));
      assertThat(database.rows(TimeRange.EMPTY).isEmpty()).isTrue();
      assertThat(database.rows(new TimeRange(0, TestSegments.FIRST_TIME)).isEmpty()).isTrue();
      long end = TestSegments.FIRST_TIME + count * TestSegments.STEP;
      assertThat(database.rows(new TimeRange(end, end + 1)).isEmpty()).isTrue();
      for (int i = 0; i < 500; i++) {
        long from = TestSegments.FIRST_TIME + random.nextInt((int) (count * TestSegments.STEP));
        TimeRange range = new TimeRange(from, from + 1 + random.nextInt(3000));
        RowRange rows = database.rows(range);
        List<Object> inside =
            Rows.of(
                    database.connection(),
                    "SELECT coalesce(min(n), 1), coalesce(max(n), 0) FROM sample WHERE ts >= "
                        + range.start()
                        + " AND ts < "
                        + range.end())
                .get(0);
        long first = ((Number) inside.get(0)).longValue();
        long last = ((Number) inside.get(1)).longValue();
        if (first <= last) {
          assertThat(rows.first()).isBetween(first - 1024, first);
          assertThat(rows.last()).isBetween(last, last + 1024);
        }
      }
    }
  }

  @Test
  void rows_ofASegmentWithoutEvents_areNone() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    Segment segment = TestSegments.create(store, folder, 0, 0, 0);
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      RowRange rows = database.rows(TimeRange.ALL);
      assertThat(rows.count()).isZero();
      database.warm(rows);
      assertThat(Rows.of(database.connection(), "SELECT * FROM events")).isEmpty();
    }
  }
}
