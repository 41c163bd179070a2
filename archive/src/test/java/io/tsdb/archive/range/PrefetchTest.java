package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heads fetched ahead: how many at once, how many held, and what ends them. */
@Timeout(60)
class PrefetchTest {

  private static final int HEAD = 4096;
  private static final int SIZE = 600_000;

  @TempDir Path folder;
  private WatchedStore store;

  @BeforeEach
  void openStore() {
    store = new WatchedStore(new FileStore(folder));
  }

  @Test
  void headsOf24Segments_areUnderWayAtOnce_andOpenWithoutARequest() throws Exception {
    List<RangeReaders.Wanted> objects = objects(24);
    CountDownLatch all = new CountDownLatch(24);
    store.before(
        n -> {
          all.countDown();
          waitFor(all);
        });
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        QueryReads query = readers.newQuery()) {
      readers.prefetch(objects, query);
      readers.prefetch(objects, query);
      for (RangeReaders.Wanted object : objects) {
        readers.open(object, query).close();
      }
      assertThat(store.reads()).hasSize(24);
      assertThat(query.statistics().counts().requests()).isEqualTo(24);
      assertThat(query.statistics().counts().roundTrips()).isEqualTo(1);
      assertThat(readers.isIdle()).isTrue();
    }
  }

  @Test
  void headsThatWaitForEachOther_areRoundTrips() throws Exception {
    HeadOptions oneAtATime = new HeadOptions(1 << 20, 1, 24, Optional.empty(), 1 << 20);
    List<RangeReaders.Wanted> objects = objects(2);
    try (RangeReaders readers =
            new RangeReaders(ReadOptions.defaults().withHeads(oneAtATime), FORMAT);
        QueryReads query = readers.newQuery()) {
      readers.prefetch(objects, query);
      await().until(() -> store.reads().size() == 2);
      for (RangeReaders.Wanted object : objects) {
        readers.open(object, query).close();
      }
      assertThat(query.statistics().counts().requests()).isEqualTo(2);
      assertThat(query.statistics().counts().roundTrips()).isEqualTo(2);
    }
  }

  @Test
  void prefetch_goesNoFurtherThanTheBoundOfTheQuery() throws Exception {
    List<RangeReaders.Wanted> objects = objects(20);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    store.before(
        n -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          three.countDown();
          waitFor(three);
          running.decrementAndGet();
        });
    try (RangeReaders readers = readers(1 << 20, 3);
        QueryReads query = readers.newQuery()) {
      readers.prefetch(objects, query);
      // held or under way: twice as many as may be under way
      await().until(() -> store.reads().size() == 6 && running.get() == 0);
      readers.open(objects.get(0), query).close();
      await().until(() -> store.reads().size() == 7);
      for (RangeReaders.Wanted object : objects) {
        readers.open(object, query).close();
      }
      assertThat(store.reads()).hasSize(20);
      assertThat(most).hasValue(3);
    }
  }

  @Test
  void prefetch_holdsNoMoreBytesThanItsBudget_andNeverBlocksAnOpening() throws Exception {
    List<RangeReaders.Wanted> objects = objects(40);
    // room for 16 heads of 4 KiB
    try (RangeReaders readers = readers(16 * HEAD, 32);
        QueryReads query = readers.newQuery();
        QueryReads other = readers.newQuery()) {
      readers.prefetch(objects, query);
      await().until(() -> store.reads().size() == 16);
      readers.prefetch(objects, other);
      // backwards: the first ones opened are not among those held
      for (int i = objects.size() - 1; i >= 0; i--) {
        readers.open(objects.get(i), other).close();
        readers.open(objects.get(i), query).close();
      }
    }
  }

  @Test
  void closingTheQuery_endsWhatIsUnderWay_andFreesItsBudget() throws Exception {
    List<RangeReaders.Wanted> objects = objects(10);
    CountDownLatch four = new CountDownLatch(4);
    AtomicInteger ended = new AtomicInteger();
    store.before(
        n -> {
          four.countDown();
          try {
            waitFor(new CountDownLatch(1));
          } finally {
            ended.incrementAndGet();
          }
        });
    try (RangeReaders readers = readers(1 << 20, 4)) {
      QueryReads query = readers.newQuery();
      readers.prefetch(objects, query);
      four.await();
      query.close();
      await().until(() -> ended.get() == 4 && readers.isIdle());
      assertThat(store.reads()).hasSize(4);
      readers.prefetch(objects, query);
      assertThat(store.reads()).hasSize(4);
    }
  }

  @Test
  void closingTheReaders_endsWhatIsUnderWay() throws Exception {
    List<RangeReaders.Wanted> objects = objects(10);
    CountDownLatch four = new CountDownLatch(4);
    store.before(
        n -> {
          four.countDown();
          waitFor(new CountDownLatch(1));
        });
    RangeReaders readers = readers(1 << 20, 4);
    readers.prefetch(objects, readers.newQuery());
    four.await();
    readers.close();
    await().until(readers::isIdle);
  }

  @Test
  void aFailedPrefetch_isTriedOnceMoreByTheOpening_whichTells() throws Exception {
    List<RangeReaders.Wanted> objects = objects(2);
    store.failAt(1);
    try (RangeReaders readers = readers(1 << 20, 1);
        QueryReads query = readers.newQuery()) {
      readers.prefetch(objects.subList(0, 1), query);
      await().until(() -> store.reads().size() == 1);
      readers.open(objects.get(0), query).close();
      store.before(
          n -> {
            throw new StoreException(StoreException.Reason.NOT_FOUND, "merged away");
          });
      readers.prefetch(objects.subList(1, 2), query);
      assertThatThrownBy(() -> readers.open(objects.get(1), query))
          .isInstanceOf(StoreException.class)
          .hasMessage("merged away");
    }
  }

  private static RangeReaders readers(long bytes, int perQuery) {
    HeadOptions bounds = new HeadOptions(bytes, 64, perQuery, Optional.empty(), 1 << 20);
    return new RangeReaders(ReadOptions.defaults().withHeads(bounds), FORMAT);
  }

  private List<RangeReaders.Wanted> objects(int count) throws IOException {
    List<RangeReaders.Wanted> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = TestObjects.bytes(HEAD, SIZE + i);
      objects.add(TestObjects.create(store, "events/" + i, bytes, HEAD));
    }
    return objects;
  }
}
