package io.tsdb.calcite.execute;

import java.util.List;

/**
 * Expressions over labels, computed once for each series of a segment and not once for each row:
 * taking a label out of JSON costs more than reading a row.
 *
 * @param sql yields the row of the series whose id is the last {@code ?}
 * @param values for the other {@code ?}, in their order; the same for all segments
 * @param columns types of what it yields
 * @param places where in the row that is delivered each of them stands; what the rows themselves
 *     yield takes the other places, in order
 */
public record SeriesColumns(
    String sql, List<RunValue> values, List<RunType> columns, List<Integer> places) {

  public SeriesColumns {
    values = List.copyOf(values);
    columns = List.copyOf(columns);
    places = List.copyOf(places);
  }
}
