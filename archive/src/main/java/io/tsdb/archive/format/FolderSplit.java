package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which rows of a seal go into which folder. The largest day, and every day of at least 4
 * MiB, gets a file in its day's folder; of what is left every month of at least 4 MiB gets one in
 * its month's folder, then every year; the rest goes into the smallest folder that holds it all. So
 * a steady stream makes one file, and an import of sparse years a handful.
 *
 * <p>No folder gets two files of one seal: were the rest all of one month, say, the month's file
 * would have taken it if there were one.
 */
final class FolderSplit {

  /** A day, month or year of at least so many bytes gets a file of its own. */
  static final long OWN_FILE_BYTES = 4L << 20;

  /**
   * What goes into one file.
   *
   * @param rows of the batch, sorted
   */
  record Part(SegmentFolder folder, SortedRows rows) {}

  /** The rows of one day. */
  private record Day(SegmentFolder folder, long time, SortedRows rows, long bytes) {}

  private final SortedRows sorted;
  private final List<Part> parts = new ArrayList<>();

  private FolderSplit(SortedRows sorted) {
    this.sorted = sorted;
  }

  /**
   * Applies the rule.
   *
   * @return days, then months, then years, then the rest; each in order of time
   */
  static List<Part> split(SortedRows sorted) {
    FolderSplit split = new FolderSplit(sorted);
    split.run();
    return split.parts;
  }

  private void run() {
    List<Day> rest = takeDays(days());
    rest = take(Unit.MONTH, rest);
    rest = take(Unit.YEAR, rest);
    if (!rest.isEmpty()) {
      Day last = rest.get(rest.size() - 1);
      add(SegmentFolder.containing(rest.get(0).time(), last.time()), rest);
    }
  }

  private List<Day> days() {
    List<Day> days = new ArrayList<>();
    int from = 0;
    while (from < sorted.size()) {
      long time = sorted.time(from);
      SegmentFolder folder = SegmentFolder.of(Unit.DAY, time);
      int to = sorted.countBefore(folder.span().end());
      SortedRows rows = sorted.part(from, to);
      days.add(new Day(folder, time, rows, rows.segmentBytes()));
      from = to;
    }
    return days;
  }

  private List<Day> takeDays(List<Day> days) {
    Optional<Day> largest =
        days.stream().reduce((day, other) -> other.bytes() > day.bytes() ? other : day);
    List<Day> rest = new ArrayList<>();
    for (Day day : days) {
      if (day.bytes() >= OWN_FILE_BYTES || day.equals(largest.orElseThrow())) {
        add(day.folder(), List.of(day));
      } else {
        rest.add(day);
      }
    }
    return rest;
  }

  /** Makes files of the months or years that are large enough; returns the other days. */
  private List<Day> take(Unit unit, List<Day> days) {
    List<Day> rest = new ArrayList<>();
    int from = 0;
    while (from < days.size()) {
      SegmentFolder folder = SegmentFolder.of(unit, days.get(from).time());
      long bytes = 0;
      int to = from;
      while (to < days.size() && folder.span().contains(days.get(to).time())) {
        bytes += days.get(to++).bytes();
      }
      if (bytes >= OWN_FILE_BYTES) {
        add(folder, days.subList(from, to));
      } else {
        rest.addAll(days.subList(from, to));
      }
      from = to;
    }
    return rest;
  }

  private void add(SegmentFolder folder, List<Day> days) {
    parts.add(new Part(folder, SortedRows.joined(days.stream().map(Day::rows).toList())));
  }
}
