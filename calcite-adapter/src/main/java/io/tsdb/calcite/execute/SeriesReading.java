package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Events of some groups of series in one segment, by a statement that is given their ids. From time
 * to time it starts again for the groups that are left, so that SQLite passes over the others. For
 * one thread.
 */
final class SeriesReading {

  /**
   * After so many rows the statement starts again for the groups that are left, if they are fewer.
   */
  private static final int FIRST_PATIENCE = 1024;

  private static final int GROWTH = 4;

  private final SegmentDatabase database;
  private final SegmentSelect select;
  private final RunValues values;
  private final Map<RunValue, String> chosen;
  private final List<RowRange> ranges;
  private final TimeRange times;
  private final Map<List<Object>, List<Long>> groups;
  private Optional<SelectRows> reading = Optional.empty();
  private int range;
  private int patience = FIRST_PATIENCE;
  private int read;
  private int groupsAtStart;

  /** Read by statements that are closed. */
  private long rowsBefore;

  /**
   * @param chosen values of the statement for this segment
   * @param ranges of rows, in the order in which they are read
   * @param groups that are read, with their series; whoever reads takes out those that are done
   */
  SeriesReading(
      SegmentDatabase database,
      SegmentSelect select,
      RunValues values,
      Map<RunValue, String> chosen,
      List<RowRange> ranges,
      TimeRange times,
      Map<List<Object>, List<Long>> groups) {
    this.database = database;
    this.select = select;
    this.values = values;
    this.chosen = chosen;
    this.ranges = ranges;
    this.times = times;
    this.groups = groups;
  }

  /** The next event; empty after the last one. */
  Optional<Object[]> next() throws SQLException {
    while (range < ranges.size()) {
      if (reading.isEmpty()) {
        start();
      }
      Optional<Object[]> row = reading.get().next();
      if (row.isPresent()) {
        read++;
        return row;
      }
      close();
      range++;
    }
    return Optional.empty();
  }

  private void start() {
    String series =
        groups.values().stream()
            .flatMap(List::stream)
            .map(String::valueOf)
            .collect(Collectors.joining(",", "[", "]"));
    Map<RunValue, String> ofSegment = new HashMap<>(chosen);
    ofSegment.put(new RunValue.SeriesIds(), series);
    groupsAtStart = groups.size();
    read = 0;
    reading =
        Optional.of(new SelectRows(database, select, values, ofSegment, ranges.get(range), times));
  }

  /** Whether it pays to take out groups that are done, and to {@link #narrow}. */
  boolean isLong() {
    return read == patience;
  }

  /** Starts again if there are fewer groups; some events of those that are left come again. */
  void narrow() throws SQLException {
    patience = Math.multiplyExact(Math.min(patience, Integer.MAX_VALUE / GROWTH), GROWTH);
    if (groups.size() < groupsAtStart) {
      close();
    }
  }

  /** How many rows SQLite has yielded. */
  long rowsRead() {
    return rowsBefore + reading.map(SelectRows::rowsRead).orElse(0L);
  }

  /** Ends what is under way; closing again does nothing. */
  void close() throws SQLException {
    Optional<SelectRows> finished = reading;
    reading = Optional.empty();
    if (finished.isPresent()) {
      rowsBefore += finished.get().rowsRead();
      finished.get().close();
    }
  }
}
