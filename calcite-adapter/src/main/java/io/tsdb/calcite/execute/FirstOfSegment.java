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
 * The first row of each group of series that a segment has and no other has yielded before, in the
 * order of its statement. It ends with the last group, so that it reads as far as it must.
 */
final class FirstOfSegment implements SegmentRows {

  /**
   * After so many rows the statement starts again for the groups that are left, if they are fewer.
   */
  private static final int FIRST_PATIENCE = 1024;

  private static final int GROWTH = 4;

  private final SegmentDatabase database;
  private final SegmentScan scan;
  private final FoundGroups found;
  private final Map<RunValue, String> chosen;
  private final List<RowRange> ranges;
  private final TimeRange times;
  private final Map<List<Object>, List<Long>> missing;
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
   * @param missing groups that the segment has, with their series
   */
  FirstOfSegment(
      SegmentDatabase database,
      SegmentScan scan,
      FoundGroups found,
      Map<RunValue, String> chosen,
      List<RowRange> ranges,
      TimeRange times,
      Map<List<Object>, List<Long>> missing) {
    this.database = database;
    this.scan = scan;
    this.found = found;
    this.chosen = chosen;
    this.ranges = ranges;
    this.times = times;
    this.missing = missing;
  }

  @Override
  public Optional<Object[]> next() throws SQLException {
    while (!missing.isEmpty() && range < ranges.size()) {
      if (reading.isEmpty()) {
        start();
      }
      Optional<Object[]> row = reading.get().next();
      if (row.isEmpty()) {
        close();
        range++;
        continue;
      }
      read++;
      List<Object> group = found.partition().group(row.get());
      if (missing.remove(group) != null && !found.contains(group)) {
        return row;
      }
      if (read == patience) {
        narrow();
      }
    }
    close();
    return Optional.empty();
  }

  private void start() {
    String series =
        missing.values().stream()
            .flatMap(List::stream)
            .map(String::valueOf)
            .collect(Collectors.joining(",", "[", "]"));
    Map<RunValue, String> values = new HashMap<>(chosen);
    values.put(new RunValue.SeriesIds(), series);
    groupsAtStart = missing.size();
    read = 0;
    reading =
        Optional.of(
            new SelectRows(
                database,
                scan.statement().select(),
                scan.values(),
                values,
                ranges.get(range),
                times));
  }

  /** Has SQLite pass over what is found by now. */
  private void narrow() throws SQLException {
    missing.keySet().removeIf(found::contains);
    patience = Math.multiplyExact(Math.min(patience, Integer.MAX_VALUE / GROWTH), GROWTH);
    if (missing.size() < groupsAtStart) {
      close();
    }
  }

  @Override
  public long rowsRead() {
    return rowsBefore + reading.map(SelectRows::rowsRead).orElse(0L);
  }

  @Override
  public void close() throws SQLException {
    Optional<SelectRows> finished = reading;
    reading = Optional.empty();
    if (finished.isPresent()) {
      rowsBefore += finished.get().rowsRead();
      finished.get().close();
    }
  }
}
