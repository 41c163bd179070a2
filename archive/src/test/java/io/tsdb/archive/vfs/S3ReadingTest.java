package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.S3ProxyFixture;
import io.tsdb.archive.testing.TestSegments;
import io.tsdb.archive.testing.WatchedStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments read in place from an S3 server. */
@Timeout(120)
class S3ReadingTest {

  @TempDir Path folder;

  @Test
  void aSegment_isReadByRangesOnly() throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory();
        ObjectStore opened = ObjectStores.open(s3.archiveUrl("some/prefix"), s3.options())) {
      WatchedStore store = new WatchedStore(opened);
      Segment segment = TestSegments.create(store, folder, 200_000, 10, 100);
      try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
          SegmentDatabase database = databases.open(segment)) {
        database.warm(
            database.rows(
                new TimeRange(
                    TestSegments.FIRST_TIME + 100_000 * TestSegments.STEP,
                    TestSegments.FIRST_TIME + 110_000 * TestSegments.STEP)));
        assertThat(
                Rows.of(
                    database.connection(),
                    "SELECT count(value) FROM sample WHERE n BETWEEN 100001 AND 110000"))
            .containsExactly(List.of(10_000L));
        assertThat(store.reads()).hasSize(2);
        assertThat(databases.statistics().counts().bytesFetched())
            .isLessThan(segment.object().size() / 5);
        assertThat(Rows.of(database.connection(), "SELECT count(*), sum(seq) FROM sample"))
            .containsExactly(List.of(200_000L, 200_000L * 199_999 / 2));
      }
    }
  }

  @Test
  void anObjectReplacedWhileItIsRead_isNoticed() throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory();
        ObjectStore store = ObjectStores.open(s3.archiveUrl("some/prefix"), s3.options())) {
      Segment segment = TestSegments.create(store, folder, 200_000, 0, 0);
      try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
          SegmentDatabase database = databases.open(segment)) {
        store.replace(segment.object().key(), Content.of(new byte[(int) segment.object().size()]));
        assertThatThrownBy(
                () -> {
                  try {
                    Rows.of(database.connection(), "SELECT sum(value) FROM sample");
                  } catch (SQLException e) {
                    throw database.explain(e).getCause();
                  }
                })
            .isInstanceOf(StoreException.class)
            .hasMessageContaining(segment.object().key())
            .extracting(e -> ((StoreException) e).reason())
            .isEqualTo(StoreException.Reason.CHANGED);
      }
    }
  }
}
