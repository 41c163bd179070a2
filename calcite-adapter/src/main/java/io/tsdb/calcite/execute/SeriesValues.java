package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of {@link SeriesColumns} in one segment. For one thread. */
final class SeriesValues implements AutoCloseable {

  /** Values are kept of so many series; then all are forgotten. */
  static final int MOST_SERIES = 65_536;

  private final SegmentDatabase database;
  private final SeriesColumns columns;
  private final CachedStatement statement;
  private final Map<Long, Object[]> known = new HashMap<>();

  /** What was asked for last: often the same is next. */
  private long lastSeries;

  private Object[] lastValues = {};

  SeriesValues(SegmentDatabase database, SeriesColumns columns, RunValues values)
      throws SQLException {
    this.database = database;
    this.columns = columns;
    this.statement = database.prepare(columns.sql());
    List<RunValue> parameters = columns.values();
    for (int i = 0; i < parameters.size(); i++) {
      statement.set(i + 1, values.get(parameters.get(i)).orElse(null));
    }
  }

  /** The values for a series, not to be changed. */
  Object[] of(long series) throws SQLException {
    if (series == lastSeries && lastValues.length > 0) {
      return lastValues;
    }
    Object[] values = known.get(series);
    if (values == null) {
      values = read(series);
      if (known.size() >= MOST_SERIES) {
        known.clear();
      }
      known.put(series, values);
    }
    lastSeries = series;
    lastValues = values;
    return values;
  }

  private Object[] read(long series) throws SQLException {
    statement.set(columns.values().size() + 1, series);
    try (ResultSet row = statement.query()) {
      if (!row.next()) {
        throw new SQLException(
            "Expected series " + series + " in segment " + database.key() + ", found none");
      }
      Object[] values = new Object[columns.columns().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = columns.columns().get(i).read(row, i + 1);
      }
      return values;
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
