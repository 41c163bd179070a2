package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ListDepth;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which folders are to be listed for a time range, so that one round trip of parallel listings
 * finds every segment that may hold an event of it.
 *
 * <p>A segment lies in any folder whose span holds all of it. So the smallest units of the cover
 * are listed with all that is below them, and the larger folders around them without. Days are
 * listed for up to {@value #MOST_DAYS} days, months for up to {@value #MOST_MONTHS}, years for up
 * to {@value #MOST_YEARS}, and everything beyond that: a request is worth more than the keys of a
 * few days too many.
 */
final class FolderCover {

  static final int MOST_DAYS = 10;
  static final int MOST_MONTHS = 12;
  static final int MOST_YEARS = 12;

  /** The first and the last instant that a segment's name can say. */
  static final TimeRange NAMEABLE =
      new TimeRange(0, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1);

  static final long DAY_MILLIS = 24 * 3600 * 1000L;

  private FolderCover() {}

  /** One listing. */
  record Listing(SegmentFolder folder, ListDepth depth) {}

  static List<Listing> of(TimeRange range) {
    TimeRange bounded = range.intersect(NAMEABLE);
    if (bounded.isEmpty()) {
      return List.of();
    }
    LocalDate first = day(bounded.start());
    LocalDate last = day(bounded.end() - 1);
    Unit smallest = smallest(first, last);
    List<Listing> listings = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      if (unit.compareTo(smallest) >= 0) {
        add(listings, unit, first, last, unit == smallest ? ListDepth.TREE : ListDepth.FOLDER);
      }
    }
    return listings;
  }

  private static Unit smallest(LocalDate first, LocalDate last) {
    if (ChronoUnit.DAYS.between(first, last) < MOST_DAYS) {
      return Unit.DAY;
    }
    if (ChronoUnit.MONTHS.between(first.withDayOfMonth(1), last) < MOST_MONTHS) {
      return Unit.MONTH;
    }
    return last.getYear() - first.getYear() < MOST_YEARS ? Unit.YEAR : Unit.ALL;
  }

  private static void add(
      List<Listing> listings, Unit unit, LocalDate first, LocalDate last, ListDepth depth) {
    SegmentFolder folder = new SegmentFolder(unit, first);
    while (unit == Unit.ALL || !folder.from().isAfter(last)) {
      listings.add(new Listing(folder, depth));
      switch (unit) {
        case DAY -> folder = new SegmentFolder(unit, folder.from().plusDays(1));
        case MONTH -> folder = new SegmentFolder(unit, folder.from().plusMonths(1));
        case YEAR -> folder = new SegmentFolder(unit, folder.from().plusYears(1));
        case ALL -> {
          return;
        }
      }
    }
  }

  private static LocalDate day(long time) {
    return Instant.ofEpochMilli(time).atZone(ZoneOffset.UTC).toLocalDate();
  }
}
