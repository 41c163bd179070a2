package io.tsdb.calcite.execute;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first row of each group of series that a segment has and no other has yielded before, in the
 * order of its statement. It ends with the last group, so that it reads as far as it must.
 */
final class FirstOfSegment implements SegmentRows {

  private final FoundGroups found;
  private final SeriesReading reading;
  private final Map<List<Object>, List<Long>> missing;

  /**
   * @param missing groups that the segment has, with their series
   * @param reading of these groups
   */
  FirstOfSegment(FoundGroups found, Map<List<Object>, List<Long>> missing, SeriesReading reading) {
    this.found = found;
    this.reading = reading;
    this.missing = missing;
  }

  @Override
  public Optional<Object[]> next() throws SQLException {
    while (!missing.isEmpty()) {
      Optional<Object[]> row = reading.next();
      if (row.isEmpty()) {
        break;
      }
      List<Object> group = found.partition().group(row.get());
      if (missing.remove(group) != null && !found.contains(group)) {
        return row;
      }
      if (reading.isLong()) {
        missing.keySet().removeIf(found::contains);
        reading.narrow();
      }
    }
    close();
    return Optional.empty();
  }

  @Override
  public long rowsRead() {
    return reading.rowsRead();
  }

  @Override
  public void close() throws SQLException {
    reading.close();
  }
}
