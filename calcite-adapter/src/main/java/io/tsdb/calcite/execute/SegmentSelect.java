package io.tsdb.calcite.execute;

import java.util.List;
import java.util.Optional;

/**
 * A SELECT over the tables of one segment.
 *
 * @param sql in SQLite's SQL, with {@code ?} for the values
 * @param values for the {@code ?}, in their order
 * @param columns types of what it yields
 * @param series columns that are computed of the series of each row, which is then the first column
 *     of what it yields, a LONG
 */
public record SegmentSelect(
    String sql, List<RunValue> values, List<RunType> columns, Optional<SeriesColumns> series) {

  public SegmentSelect {
    values = List.copyOf(values);
    columns = List.copyOf(columns);
  }
}
