package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of many pages: what is asked for, and that nothing is missed or found twice. */
class PagedListingTest {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long YEAR = 365 * DAY;
  private static final long NOW = System.currentTimeMillis();

  private static String key(long first, long last, long seal) {
    SegmentFolder folder = SegmentFolder.containing(first, last);
    return new SegmentName(first, last, "a", SealRange.of(seal), 1, 4096).keyIn(folder);
  }

  /** Segments of one length, one after the other. */
  private static List<String> steady(int count, long start, long step) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(key(start + i * step, start + i * step + step - 1, i));
    }
    return keys;
  }

  private static List<String> keys(List<Segment> segments) {
    return segments.stream().map(segment -> segment.object().key()).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void segments_ofAnyRangeOfAnyArchive_areThoseThatMeetIt(long seed) throws IOException {
    Random random = new Random(seed);
    MemoryStore store = new MemoryStore(List.of(), 1 + random.nextInt(40));
    Catalog catalog = new ListingCatalog(store);
    long seal = 0;
    for (int round = 0; round < 12; round++) {
      // somewhere, far apart or in one hour, before and after today
      long start = (long) (random.nextDouble() * (NOW + 20 * YEAR));
      long span = (long) (Math.pow(10, random.nextDouble() * 7) * DAY / 1000);
      for (int i = random.nextInt(120); i > 0; i--) {
        long first = start + (long) (random.nextDouble() * span);
        long last = first + (long) (Math.pow(random.nextDouble(), 9) * 3 * YEAR);
        SegmentFolder folder = SegmentFolder.of(Unit.values()[random.nextInt(4)], first);
        folder = folder.span().contains(last) ? folder : SegmentFolder.containing(first, last);
        store
            .keys()
            .add(new SegmentName(first, last, "a", SealRange.of(seal++), 1, 4096).keyIn(folder));
      }
      store.keys().removeIf(key -> random.nextInt(20) == 0);
      for (int i = 0; i < 8; i++) {
        TimeRange range = range(random, start, span);
        TreeSet<String> expected = new TreeSet<>(store.keys());
        expected.removeIf(key -> !meets(range, key));
        List<String> found = keys(catalog.segments(range));
        assertThat(found).as("%s", range).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(found)).as("%s", range).isEqualTo(expected);
      }
    }
  }

  private static boolean meets(TimeRange range, String key) {
    SegmentName name = SegmentName.parse(key);
    return range.meets(name.firstTime(), name.lastTime());
  }

  private static TimeRange range(Random random, long start, long span) {
    long first = start + (long) (random.nextDouble() * span) - span / 4;
    long length = 1 + (long) (Math.pow(10, random.nextDouble() * 7) * DAY / 1000);
    return switch (random.nextInt(4)) {
      case 0 -> TimeRange.ALL;
      case 1 -> new TimeRange(first, Long.MAX_VALUE);
      case 2 -> new TimeRange(Long.MIN_VALUE, first);
      default -> new TimeRange(first, first + length);
    };
  }

  @Test
  void coveredRange_isTrue() throws IOException {
    Random random = new Random(9);
    MemoryStore store =
        new MemoryStore(steady(3_000, NOW - 2 * YEAR, Duration.ofHours(7).toMillis()), 100);
    ListingCatalog catalog = new ListingCatalog(store);
    for (int i = 0; i < 60; i++) {
      TimeRange range = range(random, NOW - 2 * YEAR, 2 * YEAR);
      Listing listing = catalog.list(range, new ReadStatistics());
      TreeSet<String> expected = new TreeSet<>(store.keys());
      expected.removeIf(key -> !meets(listing.covered(), key));
      assertThat(listing.covered().intersect(range)).isEqualTo(range);
      assertThat(new TreeSet<>(keys(listing.segments(listing.covered()))))
          .as("%s of %s", listing.covered(), range)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000})
  void wholeListing_ofASteadyStream_asksForPagesInParallel(int count) throws IOException {
    long step = 2 * YEAR / count;
    MemoryStore store = new MemoryStore(steady(count, NOW - count * step, step), 1000);
    Catalog catalog = new ListingCatalog(store);

    ReadStatistics statistics = new ReadStatistics();
    assertThat(catalog.segments(TimeRange.ALL, statistics)).hasSize(count);
    // pages in order would be count / 1000 round trips
    int requests = store.takeRequests();
    assertThat(requests).isBetween(count / 1000 + 1, count / 500 + 40);
    assertThat(statistics.counts().listings()).isEqualTo(requests);
    assertThat(statistics.counts().requests()).isZero();
    assertThat(statistics.counts().roundTrips()).isBetween(2L, (long) requests);
    assertThat(store.mostRunning()).isLessThanOrEqualTo(ParallelCalls.MOST_THREADS);
    // where pages end is known now
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(count);
    assertThat(store.takeRequests()).isLessThanOrEqualTo(count / 500 + 20);
  }

  @Test
  void openRange_ofALargeArchive_isAFewRequests() throws IOException {
    long step = Duration.ofMinutes(10).toMillis();
    MemoryStore store = new MemoryStore(steady(50_000, NOW - 50_000 * step, step), 1000);
    Catalog catalog = new ListingCatalog(store);
    assertThat(catalog.segments(new TimeRange(0, 1))).isEmpty();
    store.takeRequests();

    assertThat(catalog.segments(new TimeRange(NOW - 2 * DAY, Long.MAX_VALUE))).hasSize(288);
    assertThat(store.takeRequests()).isLessThanOrEqualTo(3);
  }

  @Test
  void archiveThatShrinks_isOneRequestAgain() throws IOException {
    long hour = Duration.ofHours(1).toMillis();
    MemoryStore store = new MemoryStore(steady(300, NOW - 300 * hour, hour), 100);
    Catalog catalog = new ListingCatalog(store);
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(300);
    store.keys().removeIf(key -> SegmentName.parse(key).seals().first() >= 60);
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(60);
    store.takeRequests();

    assertThat(catalog.segments(new TimeRange(NOW - 290 * hour, NOW - 280 * hour))).hasSize(10);
    assertThat(store.takeRequests()).isEqualTo(1);
  }

  @Test
  void otherFiles_betweenSegments_areListedOverAndIgnored() throws IOException {
    List<String> keys =
        new ArrayList<>(steady(50, Instant.parse("2023-01-08T00:00:00Z").toEpochMilli(), 1000));
    for (int i = 0; i < 200; i++) {
      keys.add("events/2023/01/0" + i % 9 + "/\uD83D\uDE00 " + i + ".txt");
      keys.add("events/" + i + ".txt");
      keys.add("events/2023-" + i + "/x");
    }
    Catalog catalog = new ListingCatalog(new MemoryStore(keys, 7));
    for (int i = 0; i < 2; i++) {
      assertThat(catalog.segments(TimeRange.ALL)).hasSize(50);
      assertThat(catalog.segments(new TimeRange(NOW - 30 * YEAR, NOW))).hasSize(50);
    }
  }
}
