package io.tsdb.calcite.reference;

import java.util.List;

/**
 * A table of reference data.
 *
 * @param rows values as {@link ReferenceType} has them, or null; not to be changed
 */
public record ReferenceData(List<ReferenceColumn> columns, List<Object[]> rows) {

  /** Most rows of a table. */
  public static final int MOST_ROWS = 1_000_000;

  /** Most columns of a table. */
  public static final int MOST_COLUMNS = 1_000;

  public ReferenceData {
    columns = List.copyOf(columns);
  }
}
