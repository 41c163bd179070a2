package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import io.tsdb.archive.testing.WatchedStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many databases at once, one after the other, and of several class loaders. */
@Timeout(300)
class ManyDatabasesTest {

  private static final String SUM = "SELECT count(*), sum(value), max(text) FROM sample";

  @TempDir Path folder;

  @Test
  void threads_shareOneCache_andEachBlockIsFetchedOnce() throws Exception {
    WatchedStore store = new WatchedStore(new FileStore(folder.resolve("archive")));
    Segment segment = TestSegments.create(store, folder, 100_000, 10, 200);
    ReadOptions options = new ReadOptions(64 << 20, 64 << 20, 4, 4);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (SegmentDatabases databases = new SegmentDatabases(options)) {
      List<Callable<List<List<Object>>>> queries = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        boolean warmed = i % 2 == 0;
        queries.add(
            () -> {
              try (SegmentDatabase database = databases.open(segment)) {
                if (warmed) {
                  database.warm(database.rows(TimeRange.ALL));
                }
                return Rows.of(database.connection(), SUM);
              }
            });
      }
      List<List<Object>> first = queries.get(0).call();
      for (Future<List<List<Object>>> answer : threads.invokeAll(queries)) {
        assertThat(answer.get()).isEqualTo(first);
      }
      assertThat(databases.openDatabases()).isZero();
      assertThat(databases.statistics().counts().bytesFetched())
          .isLessThanOrEqualTo(segment.object().size());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void threads_thatStartCold_fetchEachBlockOnce() throws Exception {
    WatchedStore store = new WatchedStore(new FileStore(folder.resolve("archive")));
    Segment segment = TestSegments.create(store, folder, 100_000, 10, 200);
    ReadOptions options = new ReadOptions(64 << 20, 64 << 20, 4, 4);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (SegmentDatabases databases = new SegmentDatabases(options)) {
      Callable<List<List<Object>>> query =
          () -> {
            try (SegmentDatabase database = databases.open(segment)) {
              return Rows.of(database.connection(), SUM);
            }
          };
      List<Future<List<List<Object>>>> answers = threads.invokeAll(Collections.nCopies(8, query));
      for (Future<List<List<Object>>> answer : answers) {
        assertThat(answer.get()).isEqualTo(answers.get(0).get());
      }
      assertThat(databases.statistics().counts().bytesFetched())
          .isLessThanOrEqualTo(segment.object().size());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aHundredThousandOpensAndCloses_leaveNothingBehind() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    List<Segment> segments = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      segments.add(TestSegments.create(store, folder, 10 * i, 3, 20));
    }
    SqliteVfs vfs = SqliteVfs.acquire();
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      int files = vfs.files().bound();
      long descriptors = openDescriptors();
      for (int i = 0; i < 100_000; i++) {
        Segment segment = segments.get(i % segments.size());
        try (SegmentDatabase database = databases.open(segment)) {
          assertThat(vfs.files().bound()).isEqualTo(files + 1);
          if (i % 100 == 0) {
            // after this the connection serves no other segment
            assertThat(Rows.of(database.connection(), "SELECT count(*) FROM events"))
                .containsExactly(List.of(segment.name().rows()));
          } else if (i % 10 == 0) {
            assertThat(database.rows(TimeRange.ALL).count()).isEqualTo(segment.name().rows());
          }
        }
      }
      assertThat(vfs.files().count()).isLessThanOrEqualTo(IdleConnections.MOST);
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + 5);
      assertThat(databases.openDatabases()).isZero();
      assertThat(vfs.files().bound()).isEqualTo(files);
      assertThat(databases.statistics().counts().requests()).isEqualTo(segments.size());
    } finally {
      vfs.release();
    }
  }

  @Test
  void closingAll_closesWhatIsStillOpen() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    Segment segment = TestSegments.create(store, folder, 100, 3, 20);
    SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
    List<SegmentDatabase> open = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      open.add(databases.open(segment));
    }
    databases.close();
    assertThat(databases.openDatabases()).isZero();
    for (SegmentDatabase database : open) {
      assertThat(database.connection().isClosed()).isTrue();
      database.close();
    }
  }

  /** Open files and sockets of this process; always 0 where the platform does not tell. */
  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
