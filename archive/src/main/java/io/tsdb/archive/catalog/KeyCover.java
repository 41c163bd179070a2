package io.tsdb.archive.catalog;

import io.tsdb.archive.catalog.FolderCover.Listing;
import io.tsdb.archive.segment.NameTime;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ListDepth;
import java.util.ArrayList;
import java.util.List;

/**
 * Which keys are to be listed for a time range. No key is in two of the ranges.
 *
 * <p>Names begin with the first time, and so do the paths of the folders; {@code -} sorts before
 * {@code /}, and that before the digits. So of the files and folders in {@code events/}, the files
 * of a year come right before that year's folder; a year's own files come after its months, since
 * {@code 19} and {@code 20} are more than {@code 12}; a month's own files come amid its days.
 */
final class KeyCover {

  /** Sorts after everything that can follow a segment's folder or time. */
  static final String END = Character.toString(Character.MAX_CODE_POINT);

  private KeyCover() {}

  /** All keys up to the last that can matter, as one range. */
  static KeyRange flat(TimeRange range) {
    return keys(new Listing(SegmentFolder.ROOT, ListDepth.TREE), range);
  }

  /**
   * The folders of {@link FolderCover}. Where that is all of them, and the range does not begin
   * with all time, what lies before its first day is left out but for the files of larger folders.
   *
   * @param range within {@link FolderCover#NAMEABLE}, not empty
   */
  static List<KeyRange> of(TimeRange range) {
    List<KeyRange> ranges = new ArrayList<>();
    List<Listing> listings = FolderCover.of(range);
    if (listings.size() > 1 || range.start() == FolderCover.NAMEABLE.start()) {
      listings.forEach(listing -> ranges.add(keys(listing, range)));
      return ranges;
    }
    SegmentFolder day = SegmentFolder.of(Unit.DAY, range.start());
    String start = day.path();
    for (Unit unit : List.of(Unit.ALL, Unit.YEAR, Unit.MONTH)) {
      SegmentFolder folder = SegmentFolder.of(unit, range.start());
      String firstFile = folder.path() + (unit == Unit.ALL ? "1970" : year(day));
      if (firstFile.compareTo(start) < 0) {
        ranges.add(keys(new Listing(folder, ListDepth.FOLDER), range).upTo(start, range.start()));
      }
    }
    ranges.add(flat(range).after(start));
    return ranges;
  }

  private static String year(SegmentFolder day) {
    return day.path().substring("events/".length(), "events/2023".length());
  }

  private static KeyRange keys(Listing listing, TimeRange range) {
    SegmentFolder folder = listing.folder();
    long until = Math.min(range.end(), folder.span().end());
    String stop = key(folder, ListDepth.FOLDER, until - 1);
    if (listing.depth() == ListDepth.TREE) {
      for (Unit unit : Unit.values()) {
        if (unit.compareTo(folder.unit()) < 0) {
          String below = key(SegmentFolder.of(unit, until - 1), ListDepth.FOLDER, until - 1);
          stop = stop.compareTo(below) < 0 ? below : stop;
        }
      }
    }
    return new KeyRange(folder, listing.depth(), "", folder.path() + END, stop + END, until);
  }

  /**
   * A key before those of segments that begin at a time, and after those of most that begin before.
   *
   * @param time within the folder's span
   */
  static String key(SegmentFolder folder, ListDepth depth, long time) {
    SegmentFolder where = depth == ListDepth.TREE ? SegmentFolder.of(Unit.DAY, time) : folder;
    return where.path() + NameTime.text(time);
  }
}
