package io.tsdb.calcite.execute;

import java.util.List;

/**
 * What one scan runs in the SQLite of every segment.
 *
 * @param sql over the segment's own tables, ordered by time, with {@code ?} for the values
 * @param values for the {@code ?}, in their order
 * @param columns types of what it yields
 * @param times from which segments and rows are chosen
 * @param textQueries the queries of full-text search among the values
 * @param readsAllRows whether SQLite visits all rows of the range, in order, so that reading ahead
 *     pays
 */
public record SegmentStatement(
    String sql,
    List<RunValue> values,
    List<RunType> columns,
    TimeFilter times,
    List<RunValue> textQueries,
    boolean readsAllRows) {

  public SegmentStatement {
    values = List.copyOf(values);
    columns = List.copyOf(columns);
    textQueries = List.copyOf(textQueries);
  }
}
