package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedCatalogTest {

  private static final Duration TTL = Duration.ofSeconds(5);

  private final AtomicLong nanos = new AtomicLong();
  private final CatalogMemory memory = new CatalogMemory(nanos::get);
  private final MemoryStore store = new MemoryStore(List.of(key(1)), 1000);

  private static String key(long seal) {
    SegmentName name = new SegmentName(seal, seal, "a", SealRange.of(seal), 1, 4096);
    return name.keyIn(SegmentFolder.containing(seal, seal));
  }

  private Catalog open(MemoryStore of, Duration timeToLive) {
    return new CachedCatalog(new ListingCatalog(of, memory.spread()), of, memory, timeToLive);
  }

  @Test
  void listing_answersUntilItIsTooOld_orIsForgotten() throws IOException {
    Catalog catalog = open(store, TTL);
    assertThat(catalog.segments(new TimeRange(0, 10))).hasSize(1);
    store.keys().add(key(2));
    // an archive of one page is known whole
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(1);
    assertThat(store.takeRequests()).isEqualTo(1);
    catalog.refresh();
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(2);
    store.keys().add(key(3));
    nanos.addAndGet(TTL.toNanos());
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(3);
    assertThat(catalog.segments(new TimeRange(2, 3))).hasSize(1);
  }

  @Test
  void zero_listsEachTime() throws IOException {
    Catalog catalog = open(store, Duration.ZERO);
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(1);
    store.keys().add(key(2));
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(2);
  }

  @Test
  void connections_shareListings_andReadByTheirOwnStores() throws IOException {
    MemoryStore other = new MemoryStore(List.of(), 1000);
    Segment first = open(store, TTL).segments(TimeRange.ALL).get(0);
    Segment second = open(other, TTL).segments(TimeRange.ALL).get(0);
    assertThat(second.object()).isEqualTo(first.object());
    assertThat(first.store()).isSameAs(store);
    assertThat(second.store()).isSameAs(other);
    assertThat(other.takeRequests()).isZero();
  }

  @Test
  void listing_ofMoreThanIsKept_isMadeEachTime() throws IOException {
    for (long seal = 2; seal <= CatalogMemory.MOST_SEGMENTS + 1; seal++) {
      store.keys().add(key(seal));
    }
    Catalog catalog = open(store, TTL);
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(CatalogMemory.MOST_SEGMENTS + 1);
    store.keys().add(key(0));
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(CatalogMemory.MOST_SEGMENTS + 2);
  }

  @Test
  void memory_isThatOfTheSameUrlAndCredentials() throws IOException {
    ArchiveUrl url = ArchiveUrl.parse("s3://bucket/prefix");
    CatalogMemory shared = CatalogMemory.of(url, StoreOptions.DEFAULT.withKeys("a", "b"));
    assertThat(
            CatalogMemory.of(
                ArchiveUrl.parse("s3://bucket/prefix/"), StoreOptions.DEFAULT.withKeys("a", "b")))
        .isSameAs(shared);
    assertThat(CatalogMemory.of(url, StoreOptions.DEFAULT.withKeys("a", "c"))).isNotSameAs(shared);
    assertThat(CatalogMemory.of(url, StoreOptions.DEFAULT)).isNotSameAs(shared);
  }
}
