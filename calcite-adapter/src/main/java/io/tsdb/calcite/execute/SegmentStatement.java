package io.tsdb.calcite.execute;

import java.util.List;
import java.util.Optional;

/**
 * What one scan runs in the SQLite of every segment.
 *
 * @param sql over the segment's own tables, ordered by time, with {@code ?} for the values
 * @param values for the {@code ?}, in their order
 * @param columns types of what it yields
 * @param times from which segments and rows are chosen
 * @param textQueries the queries of full-text search among the values
 * @param search leads SQLite straight to the rows, if there is one
 * @param readsAllRows whether SQLite visits all rows of the range, in order, so that reading ahead
 *     pays
 */
public record SegmentStatement(
    String sql,
    List<RunValue> values,
    List<RunType> columns,
    TimeFilter times,
    List<RunValue> textQueries,
    Optional<SegmentSearch> search,
    boolean readsAllRows) {

  public SegmentStatement {
    values = List.copyOf(values);
    columns = List.copyOf(columns);
    textQueries = List.copyOf(textQueries);
  }
}
