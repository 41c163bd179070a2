package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of a {@link SegmentSelect} in one segment. */
final class SelectRows implements SegmentRows {

  private final SegmentDatabase database;
  private final SegmentSelect select;
  private final RunValues values;
  private final Map<RunValue, String> ofSegment;
  private final RowRange range;
  private final TimeRange times;
  private final RowLayout layout;
  private Optional<CachedStatement> statement = Optional.empty();
  private Optional<SeriesValues> series = Optional.empty();
  private Optional<ResultSet> rows = Optional.empty();
  private long rowsRead;

  /** As below, of a statement without values that differ between segments. */
  SelectRows(
      SegmentDatabase database,
      SegmentSelect select,
      RunValues values,
      RowRange range,
      TimeRange times) {
    this(database, select, values, Map.of(), range, times);
  }

  /**
   * The statement starts with the first {@link #next}.
   *
   * @param ofSegment what the statement is given for {@link RunValue.ChosenSeries} and {@link
   *     RunValue.SeriesIds}
   * @param range of rows, where the statement has {@link RunValue.Row}
   * @param times where the statement has {@link RunValue.Bound}
   */
  SelectRows(
      SegmentDatabase database,
      SegmentSelect select,
      RunValues values,
      Map<RunValue, String> ofSegment,
      RowRange range,
      TimeRange times) {
    this.database = database;
    this.select = select;
    this.values = values;
    this.ofSegment = ofSegment;
    this.range = range;
    this.times = times;
    this.layout =
        new RowLayout(
            select.series(), select.columns().size() - (select.series().isPresent() ? 1 : 0));
  }

  private ResultSet start() throws SQLException {
    CachedStatement prepared = database.prepare(select.sql());
    statement = Optional.of(prepared);
    List<RunValue> parameters = select.values();
    for (int i = 0; i < parameters.size(); i++) {
      prepared.set(i + 1, value(parameters.get(i)));
    }
    if (select.series().isPresent()) {
      series = Optional.of(new SeriesValues(database, select.series().get(), values));
    }
    ResultSet started = prepared.query();
    rows = Optional.of(started);
    return started;
  }

  private Object value(RunValue value) {
    if (ofSegment.containsKey(value)) {
      return ofSegment.get(value);
    }
    return value instanceof RunValue.Bound bound
        ? (Object) bound.of(times)
        : values.get(value, range).orElse(null);
  }

  /** The columns of the row and those computed of its series, without the series itself. */
  @Override
  public Optional<Object[]> next() throws SQLException {
    ResultSet row = rows.isPresent() ? rows.get() : start();
    if (!row.next()) {
      return Optional.empty();
    }
    rowsRead++;
    List<RunType> types = select.columns();
    Object[] columns = layout.newRow();
    int first = 0;
    if (series.isPresent()) {
      layout.fill(columns, series.get().of(row.getLong(1)));
      first = 1;
    }
    for (int i = first; i < types.size(); i++) {
      columns[layout.place(i - first)] = types.get(i).read(row, i + 1);
    }
    return Optional.of(columns);
  }

  @Override
  public long rowsRead() {
    return rowsRead;
  }

  @Override
  public void close() throws SQLException {
    if (series.isPresent()) {
      series.get().close();
    }
    if (statement.isPresent()) {
      statement.get().close();
    }
  }
}
