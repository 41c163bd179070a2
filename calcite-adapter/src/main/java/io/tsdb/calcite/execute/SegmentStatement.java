package io.tsdb.calcite.execute;

import java.util.List;
import java.util.Optional;

/**
 * What one scan runs in the SQLite of every segment.
 *
 * @param select reads events, those of a range of rows; ordered by time if rows are delivered
 * @param times from which segments and rows are chosen
 * @param textQueries the queries of full-text search among the values
 * @param seriesFilter what the labels of every row fulfil, if anything is said of them
 * @param search leads SQLite straight to the rows, if there is one
 * @param readsAllRows whether SQLite visits all rows of the range, in order, so that reading ahead
 *     pays
 * @param aggregate if groups are delivered, and not rows
 */
public record SegmentStatement(
    SegmentSelect select,
    TimeFilter times,
    List<RunValue> textQueries,
    Optional<SeriesFilter> seriesFilter,
    Optional<SegmentSearch> search,
    boolean readsAllRows,
    Optional<SegmentAggregate> aggregate) {

  public SegmentStatement {
    textQueries = List.copyOf(textQueries);
  }
}
