package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that serve one segment after the other answer as SQLite does on each file: segments
 * of equal and of different schemas, sizes, page sizes and labels, in any order.
 */
@Timeout(300)
class RepointingTest {

  private static final List<String> QUERIES =
      List.of(
          "SELECT count(*), sum(value), min(ts), max(ts), max(text) FROM sample",
          "SELECT n, ts, value, text FROM sample WHERE n BETWEEN 40 AND 60",
          "SELECT n FROM sample ORDER BY n DESC LIMIT 3",
          "SELECT rowid FROM search WHERE search MATCH 'word17'",
          "SELECT count(*) FROM search WHERE search MATCH 'wor*'",
          "SELECT rowid FROM search WHERE search MATCH 'word1 OR word2' ORDER BY rank, rowid",
          "SELECT rowid, bm25(series_search) FROM series_search WHERE series_search MATCH 'h3'",
          "SELECT id, labels FROM series",
          "SELECT * FROM events WHERE ts % 7 = 0",
          "SELECT name, rootpage, sql FROM sqlite_schema",
          "SELECT key, value FROM segment",
          "SELECT k, v FROM search_config");

  @TempDir static Path folder;
  private static final List<Segment> SEGMENTS = new ArrayList<>();

  /** By segment and query: the rows, or the message of the failure. */
  private static final List<List<Object>> EXPECTED = new ArrayList<>();

  @BeforeAll
  static void writeSegments() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    for (int rows : new int[] {0, 1, 97, 98, 99, 100, 101, 102, 3000, 3001, 20_000}) {
      add(store, TestSegments.write(folder, rows, 3, 60));
    }
    for (int i = 0; i < 4; i++) {
      add(store, labelled(List.of("room", "Größe", "order_id").subList(0, i % 3 + 1), i));
    }
    for (int pageSize : new int[] {512, 4096, 8192, 65_536}) {
      add(SqliteSegments.create(store, folder, 500 + pageSize % 100, pageSize));
    }
  }

  private static SegmentFile labelled(List<String> keys, int seed) throws Exception {
    EventBatch batch = new EventBatch();
    for (int i = 0; i < 100; i++) {
      Map<String, String> labels = new HashMap<>();
      for (String key : keys) {
        labels.put(key, "h" + (seed + i) % 7);
      }
      batch.add(
          i + 1L,
          new Event(
              TestSegments.FIRST_TIME + i,
              Labels.of(labels),
              OptionalDouble.of(i * seed),
              i % 5 == 0 ? Optional.of("word" + (i + seed) % 20) : Optional.empty(),
              Optional.empty()));
    }
    return SegmentFiles.writeOne(batch, "labelled" + seed, new SealRange(1, 1), folder);
  }

  private static void add(FileStore store, SegmentFile file) throws Exception {
    add(new Segment(file.name(), store.create(file.key(), Content.of(file.path())), store));
  }

  private static void add(Segment segment) throws Exception {
    SEGMENTS.add(segment);
    Path file = folder.resolve("archive").resolve(segment.object().key());
    List<Object> answers = new ArrayList<>();
    for (String sql : QUERIES) {
      try (Connection local = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement settings = local.createStatement()) {
        settings.execute("PRAGMA case_sensitive_like = ON");
        answers.add(answer(() -> Rows.of(local, sql)));
      }
    }
    EXPECTED.add(answers);
  }

  private static Object answer(Callable<?> query) throws Exception {
    try {
      return query.call();
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void segmentsInAnyOrder_areAnsweredAsByStockSqlite(long seed) throws Exception {
    SqliteVfs vfs = SqliteVfs.acquire();
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      long before = vfs.files().registered();
      int asked = ask(databases, new Random(seed), 300);
      assertThat(vfs.files().registered() - before).as("new connections").isLessThan(asked / 2);
      assertThat(vfs.files().bound()).isZero();
      assertThat(vfs.files().count()).isLessThanOrEqualTo(IdleConnections.MOST);
    } finally {
      vfs.release();
    }
    assertThat(vfs.files().count()).isZero();
  }

  @Test
  void segmentsOfManyThreads_areAnsweredAsByStockSqlite() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    SqliteVfs vfs = SqliteVfs.acquire();
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      List<Callable<Integer>> users = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Random random = new Random(100 + i);
        users.add(() -> ask(databases, random, 100));
      }
      for (Future<Integer> user : threads.invokeAll(users)) {
        user.get();
      }
      assertThat(vfs.files().bound()).isZero();
      assertThat(vfs.files().count()).isLessThanOrEqualTo(IdleConnections.MOST);
    } finally {
      threads.shutdownNow();
      vfs.release();
    }
    assertThat(vfs.files().count()).isZero();
  }

  /** Opens segments at random, two at a time, and asks them; returns how many. */
  private static int ask(SegmentDatabases databases, Random random, int pairs) throws Exception {
    for (int i = 0; i < pairs; i++) {
      int one = random.nextInt(SEGMENTS.size());
      int other = random.nextInt(SEGMENTS.size());
      try (SegmentDatabase first = databases.open(SEGMENTS.get(one));
          SegmentDatabase second = databases.open(SEGMENTS.get(other))) {
        for (int k = random.nextInt(3); k >= 0; k--) {
          ask(first, one, random);
          ask(second, other, random);
        }
        if (random.nextInt(20) == 0) {
          first.cancel();
        }
      }
    }
    return 2 * pairs;
  }

  private static void ask(SegmentDatabase database, int segment, Random random) throws Exception {
    int number = random.nextInt(QUERIES.size());
    String sql = QUERIES.get(number);
    Object expected = EXPECTED.get(segment).get(number);
    switch (random.nextInt(40)) {
      case 0 -> {
        // read in part
        try (CachedStatement statement = database.prepare("SELECT n FROM sample")) {
          statement.query().next();
        }
      }
      case 1 -> {
        // left to the database to clean up
        CachedStatement statement = database.prepare("SELECT n FROM sample");
        statement.query().next();
      }
      case 2 ->
          assertThat(
                  catchThrowable(
                      () -> rows(database, "SELECT rowid FROM search WHERE search MATCH '\"'")))
              .isInstanceOf(SQLException.class);
      case 3 ->
          assertThat(answer(() -> Rows.of(database.connection(), sql))).as(sql).isEqualTo(expected);
      default -> assertThat(answer(() -> rows(database, sql))).as(sql).isEqualTo(expected);
    }
  }

  private static List<List<Object>> rows(SegmentDatabase database, String sql) throws SQLException {
    try (CachedStatement statement = database.prepare(sql);
        ResultSet rows = statement.query()) {
      return Rows.of(rows);
    }
  }
}
