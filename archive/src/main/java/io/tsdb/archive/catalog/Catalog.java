package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/** Knows which segments an archive consists of. */
public interface Catalog {

  /**
   * The segments that may hold events of a time range, in ascending order of first time, last time
   * and key; each event of the archive is in exactly one of them, at one instant.
   *
   * @throws IOException if the store cannot be listed, or holds a key that is not a segment's
   */
  List<Segment> segments(TimeRange range) throws IOException;

  /**
   * The same for a query.
   *
   * @param statistics of the query; the requests that are made for it are counted there, as
   *     listings
   */
  default List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    return segments(range);
  }

  /** The label keys that any segment is known to have. They become columns of {@code events}. */
  SortedSet<String> labelKeys() throws IOException;

  /**
   * The files of reference data, in order of their keys.
   *
   * @throws IOException if they cannot be listed, or are more than {@link TableListing#MOST_FILES}
   */
  List<TableFile> tables() throws IOException;

  /**
   * Forgets what is remembered of earlier answers, so that the next ones tell of the archive as it
   * is from now on. To be called when a segment turns out to be gone, and after one was added.
   */
  default void refresh() {}
}
