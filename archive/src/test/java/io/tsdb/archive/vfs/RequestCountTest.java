package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.range.ReadCounts;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import io.tsdb.archive.testing.WatchedStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests reading a segment of some 15 MB takes. */
class RequestCountTest {

  private static final long ROWS = 500_000;

  @TempDir static Path folder;
  private static WatchedStore store;
  private static Segment segment;

  @BeforeAll
  static void writeSegment() throws Exception {
    store = new WatchedStore(new FileStore(folder.resolve("archive")));
    segment = TestSegments.create(store, folder, (int) ROWS, 100, 200);
  }

  @BeforeEach
  void forgetReads() {
    store.reset();
  }

  @Test
  void open_takesOneRequest_andNoneOnceCached() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      databases.open(segment).close();
      assertThat(store.reads()).hasSize(1);
      databases.open(segment).close();
      assertThat(store.reads()).hasSize(1);
    }
  }

  @Test
  void warm_bringsARangeBelow8MiBByOneRequest() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      TimeRange range = range(ROWS / 2, ROWS / 2 + ROWS / 5);
      store.reset();
      RowRange rows = database.rows(range);
      database.warm(rows);
      assertThat(Rows.of(database.connection(), countOf(range))).containsExactly(List.of(ROWS / 5));
      assertThat(store.reads()).hasSize(1);
      long tableBytes = segment.object().size();
      assertThat(store.reads().get(0).length()).isLessThan((int) (tableBytes / 4));
    }
  }

  @Test
  void warm_bringsALongRangeInPartsOf8MiB() throws Exception {
    ReadOptions options = new ReadOptions(64 << 20, 64 << 20, 4, 4);
    try (SegmentDatabases databases = new SegmentDatabases(options);
        SegmentDatabase database = databases.open(segment)) {
      long head = databases.statistics().counts().bytesFetched();
      store.reset();
      database.warm(database.rows(TimeRange.ALL));
      Rows.of(database.connection(), "SELECT count(*), sum(value) FROM sample");
      assertThat(store.reads()).hasSize(2);
      assertThat(store.reads()).allMatch(read -> read.length() <= 8 << 20);
      assertThat(databases.statistics().counts().bytesFetched() - head)
          .isLessThanOrEqualTo(segment.object().size());
    }
  }

  @Test
  void warm_leavesOutTheTablesThatLieAfterTheRows() throws Exception {
    EventBatch batch = new EventBatch();
    int rows = 300_000;
    for (int i = 0; i < rows; i++) {
      // rollups of 500 series by minute, each of 6 events
      Labels labels = Labels.of(Map.of("sensor", "sensor_" + i % 500));
      OptionalDouble value = OptionalDouble.of(i);
      long time = TestSegments.FIRST_TIME + i * 20L;
      batch.add(i + 1L, new Event(time, labels, value, Optional.empty(), Optional.empty()));
    }
    SegmentFile file = SegmentFiles.writeOne(batch, "rollups", new SealRange(1, 1), folder);
    StoredObject object = store.create(file.key(), Content.of(file.path()));
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(new Segment(file.name(), object, store))) {
      long sample = bytesOf(file.path(), "sample");
      assertThat(object.size() - file.name().headBytes())
          .as("this segment has more than rows after its head")
          .isGreaterThan(sample + (1 << 19));
      store.reset();
      database.warm(database.rows(TimeRange.ALL));
      Rows.of(database.connection(), "SELECT count(*), sum(value) FROM sample");
      assertThat(store.reads().stream().mapToLong(WatchedStore.Read::length).sum())
          .isLessThan(sample + 2 * 65_536);
    }
  }

  private static long bytesOf(Path file, String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      String sql = "SELECT sum(pgsize) FROM dbstat WHERE name = '" + table + "' AND aggregate = 1";
      return (Long) Rows.of(connection, sql).get(0).get(0);
    }
  }

  @Test
  void warm_holdsWithABudgetMuchSmallerThanTheRange() throws Exception {
    ReadOptions options = new ReadOptions(1 << 20, 1 << 20, 2, 2);
    try (SegmentDatabases databases = new SegmentDatabases(options);
        SegmentDatabase database = databases.open(segment)) {
      long head = databases.statistics().counts().bytesFetched();
      database.warm(database.rows(TimeRange.ALL));
      List<List<Object>> sum =
          Rows.of(database.connection(), "SELECT count(*) FROM sample WHERE value IS NOT NULL");
      assertThat(sum).containsExactly(List.of(ROWS));
      assertThat(databases.cachedBytes()).isLessThanOrEqualTo(options.cacheBytes());
      // nothing is fetched twice, though little of it can be kept
      assertThat(databases.statistics().counts().bytesFetched() - head)
          .isLessThan(segment.object().size());
    }
  }

  @Test
  void warm_servesAScanFromTheEndToo() throws Exception {
    ReadOptions options = new ReadOptions(1 << 20, 2 << 20, 2, 2);
    try (SegmentDatabases databases = new SegmentDatabases(options);
        SegmentDatabase database = databases.open(segment)) {
      long head = databases.statistics().counts().bytesFetched();
      database.warm(database.rows(TimeRange.ALL));
      assertThat(
              Rows.of(
                  database.connection(),
                  "SELECT count(*), sum(n) FROM (SELECT n, value FROM sample ORDER BY n DESC)"
                      + " WHERE value IS NOT NULL"))
          .containsExactly(List.of(ROWS, ROWS * (ROWS + 1) / 2));
      assertThat(databases.statistics().counts().bytesFetched() - head)
          .isLessThan(2 * segment.object().size());
    }
  }

  @Test
  void reading_thatWasNotForeseen_doublesItsRequests() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      store.reset();
      Rows.of(database.connection(), "SELECT sum(value) FROM sample");
      int blocks = (int) (segment.object().size() / (64 * 1024));
      assertThat(store.reads().size()).isLessThan(blocks / 8);
      assertThat(store.reads()).allMatch(read -> read.length() <= 1 << 20);
    }
  }

  @Test
  void statistics_countForTheQueryAndForAll() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      QueryReads first = databases.newQuery();
      QueryReads second = databases.newQuery();
      for (QueryReads query : List.of(first, second)) {
        try (SegmentDatabase database = databases.open(segment, query)) {
          database.warm(database.rows(TimeRange.ALL));
          Rows.of(database.connection(), "SELECT sum(value) FROM sample");
        }
      }
      ReadCounts cold = first.statistics().counts();
      ReadCounts warm = second.statistics().counts();
      ReadCounts all = databases.statistics().counts();
      assertThat(cold.requests()).isEqualTo(store.reads().size());
      assertThat(cold.bytesFetched())
          .isEqualTo(store.reads().stream().mapToLong(WatchedStore.Read::length).sum());
      // of blocks there may be none: they come while SQLite prepares the statement
      assertThat(cold.headMisses()).isEqualTo(1);
      assertThat(cold.waitNanos()).isPositive();
      assertThat(warm.requests()).isZero();
      assertThat(warm.cacheMisses()).isZero();
      assertThat(warm.cacheHits()).isPositive();
      assertThat(warm.bytesUsed()).isPositive();
      assertThat(all.requests()).isEqualTo(cold.requests());
      assertThat(all.bytesUsed()).isEqualTo(cold.bytesUsed() + warm.bytesUsed());
    }
  }

  private static TimeRange range(long firstRow, long endRow) {
    return new TimeRange(
        TestSegments.FIRST_TIME + firstRow * TestSegments.STEP,
        TestSegments.FIRST_TIME + endRow * TestSegments.STEP);
  }

  /** Counts by rows that must be read: {@code value} is in the leaves only. */
  private static String countOf(TimeRange range) {
    long first = (range.start() - TestSegments.FIRST_TIME) / TestSegments.STEP + 1;
    long last = (range.end() - TestSegments.FIRST_TIME) / TestSegments.STEP;
    return "SELECT count(value) FROM sample WHERE n BETWEEN " + first + " AND " + last;
  }
}
