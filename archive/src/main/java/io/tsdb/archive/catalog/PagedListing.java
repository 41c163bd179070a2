package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One listing, from its first page to its last. For one thread; only pages come from others. */
final class PagedListing {

  private final ObjectStore store;
  private final ParallelCalls calls;
  private final KeySpread spread;
  private final ReadStatistics statistics;
  private final long now = System.currentTimeMillis();

  private final List<Segment> found = new ArrayList<>();
  private final List<Misplaced> misplaced = new ArrayList<>();
  private final List<KeySpread.Seen> seen = new ArrayList<>();

  /** Most keys of a page after which there is another. */
  private int fullPage;

  /** Whether keys that may come after those listed were left out. */
  private boolean stopped;

  /**
   * @param statistics count the requests
   */
  PagedListing(
      ObjectStore store, ParallelCalls calls, KeySpread spread, ReadStatistics statistics) {
    this.store = store;
    this.calls = calls;
    this.spread = spread;
    this.statistics = statistics;
  }

  /**
   * What one request answered.
   *
   * @param range that was asked for
   * @param names its keys as segments
   * @param first the answer's first key, or empty
   * @param keys how many of its keys are in the range
   * @param next where the rest begins
   */
  private record Page(
      KeyRange range, SegmentKeys names, String first, int keys, Optional<String> next) {}

  /**
   * Lists.
   *
   * @param range within {@link FolderCover#NAMEABLE}, not empty
   */
  Listing list(TimeRange range) throws IOException {
    KeyRange flat = KeyCover.flat(range);
    List<KeyRange> cover = KeyCover.of(range);
    boolean all = cover.size() == 1;
    boolean inOnePage = false;
    if (spread.isLarge()) {
      follow(cover.stream().flatMap(each -> spread.split(each).stream()).toList());
    } else {
      Page first = page(flat, statistics.batch());
      Optional<KeyRange> rest = take(first);
      inOnePage = rest.isEmpty();
      if (rest.isPresent()) {
        spread.grown();
        follow(all ? split(first, rest.get()) : after(rest.get().after(), cover));
      }
    }
    if (all && !stopped) {
      spread.whole(seen, fullPage);
    }
    List<Segment> segments = Superseded.drop(found);
    segments.sort(Listing.BY_TIME);
    return new Listing(covered(range, inOnePage ? List.of(flat) : cover), segments, misplaced);
  }

  /** What is left of ranges after a key up to which everything is known. */
  private List<KeyRange> after(String key, List<KeyRange> ranges) {
    List<KeyRange> left = new ArrayList<>();
    for (KeyRange each : ranges) {
      KeyRange rest = each.after(key);
      if (!rest.isEmpty()) {
        stopped |= rest.isPastStop();
        if (!rest.isPastStop()) {
          left.add(rest);
        }
      }
    }
    return left;
  }

  private void follow(List<KeyRange> ranges) throws IOException {
    calls.run(
        calls(ranges), page -> calls(take(page).map(rest -> split(page, rest)).orElse(List.of())));
  }

  private List<Callable<Page>> calls(List<KeyRange> ranges) {
    ReadStatistics.Batch batch = statistics.batch();
    List<Callable<Page>> pages = new ArrayList<>(ranges.size());
    ranges.forEach(range -> pages.add(() -> page(range, batch)));
    return pages;
  }

  private List<KeyRange> split(Page page, KeyRange rest) {
    return PageSplit.split(page.first(), rest, now);
  }

  /** Keeps what a page has, and says what is left of its range. */
  private Optional<KeyRange> take(Page page) {
    found.addAll(page.names().segments());
    misplaced.addAll(page.names().misplaced());
    if (page.keys() > 0) {
      String end = page.next().orElse(page.range().last());
      seen.add(new KeySpread.Seen(page.first(), end, page.keys()));
    }
    if (page.next().isEmpty()) {
      return Optional.empty();
    }
    fullPage = Math.max(fullPage, page.keys());
    KeyRange rest = page.range().after(page.next().get());
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    stopped |= rest.isPastStop();
    return rest.isPastStop() ? Optional.empty() : Optional.of(rest);
  }

  private Page page(KeyRange range, ReadStatistics.Batch batch) throws IOException {
    ListPage page =
        batch.listing(() -> store.list(range.folder().path(), range.after(), range.depth()));
    SegmentKeys names = new SegmentKeys(store);
    int keys = 0;
    for (StoredObject object : page.objects()) {
      if (range.contains(object.key())) {
        keys++;
        if (object.key().endsWith(SegmentName.SUFFIX)) {
          names.add(object);
        }
      }
    }
    String first = page.objects().isEmpty() ? "" : page.objects().get(0).key();
    return new Page(range, names, first, keys, page.next());
  }

  /** Of which time all segments were found, when these ranges were listed. */
  private TimeRange covered(TimeRange range, List<KeyRange> listed) {
    long start = SegmentFolder.of(Unit.DAY, range.start()).span().start();
    long end = range.end();
    for (KeyRange each : listed) {
      if (each.depth() == ListDepth.TREE && !stopped) {
        end = Math.max(end, each.folder().span().end());
      }
    }
    return new TimeRange(
        listed.size() == 1 || start == FolderCover.NAMEABLE.start() ? Long.MIN_VALUE : start,
        end == FolderCover.NAMEABLE.end() ? Long.MAX_VALUE : end);
  }
}
