package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.ListDepth;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Guesses where the pages after a first one begin, so that they can be asked for at the same time:
 * the keys to come are taken to be as many a day as those of the page were. A guess decides only
 * how many requests are made and which at once. What lies where is then seen, and pieces that hold
 * more than a page are split again.
 */
final class PageSplit {

  /** Most pieces that one page leads to. */
  static final int MOST_PIECES = 16;

  /** Pieces for each page expected, so that most pieces are a page. */
  private static final double PIECES_PER_PAGE = 1.4;

  /** Where nothing tells how far keys go, so many times as far as the page went is split. */
  private static final long PAGES_AHEAD = 4;

  private PageSplit() {}

  /**
   * Splits what is left after a page.
   *
   * @param first the page's first key
   * @param rest what is left; it begins after the page's last key
   * @param now keys are not expected to lie after it, epoch milliseconds
   */
  static List<KeyRange> split(String first, KeyRange rest, long now) {
    OptionalLong from = time(first, rest.depth());
    OptionalLong to = time(rest.after(), rest.depth());
    if (from.isEmpty() || to.isEmpty() || to.getAsLong() <= from.getAsLong()) {
      return List.of(rest);
    }
    long start = to.getAsLong();
    long page = start - from.getAsLong();
    long end = Math.min(rest.until(), now);
    if (end <= start) {
      end = Math.min(rest.until(), start + PAGES_AHEAD * page);
    }
    long pieces = Math.min(MOST_PIECES, (long) Math.ceil(PIECES_PER_PAGE * (end - start) / page));
    List<KeyRange> split = new ArrayList<>();
    KeyRange left = rest;
    for (long i = 1; i < pieces; i++) {
      long time = start + (end - start) / pieces * i;
      String boundary = KeyCover.key(rest.folder(), rest.depth(), time);
      if (left.contains(boundary) && boundary.compareTo(rest.stop()) < 0) {
        split.add(left.upTo(boundary, time));
        left = left.after(boundary);
      }
    }
    split.add(left);
    return split;
  }

  /** Which time a key stands for in the order of keys. */
  private static OptionalLong time(String key, ListDepth depth) {
    try {
      long time = SegmentName.parse(key).firstTime();
      SegmentFolder folder = SegmentFolder.parse(key.substring(0, key.lastIndexOf('/') + 1));
      if (depth == ListDepth.FOLDER) {
        return OptionalLong.of(time);
      }
      return OptionalLong.of(
          switch (folder.unit()) {
            case DAY -> time;
            case MONTH -> folder.from().withDayOfMonth(20).toEpochDay() * FolderCover.DAY_MILLIS;
            case YEAR -> folder.span().end() - 1;
            case ALL -> SegmentFolder.of(Unit.YEAR, time).span().start();
          });
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty(); // some other file: it says nothing
    }
  }
}
