package io.tsdb.calcite.execute;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Rows of one segment after others of it. */
final class ConsecutiveRows implements SegmentRows {

  private final List<SegmentRows> parts;
  private int current;

  ConsecutiveRows(List<SegmentRows> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public Optional<Object[]> next() throws SQLException {
    while (current < parts.size()) {
      Optional<Object[]> row = parts.get(current).next();
      if (row.isPresent()) {
        return row;
      }
      parts.get(current).close();
      current++;
    }
    return Optional.empty();
  }

  @Override
  public long rowsRead() {
    return parts.stream().mapToLong(SegmentRows::rowsRead).sum();
  }

  @Override
  public void close() throws SQLException {
    while (current < parts.size()) {
      SegmentRows part = parts.get(current);
      current++;
      part.close();
    }
  }
}
