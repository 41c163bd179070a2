package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/** Asks an archive for its segments anew at each call. */
interface Lister {

  /**
   * All segments that may hold events of a range, and perhaps others.
   *
   * @param statistics count the requests
   */
  Listing list(TimeRange range, ReadStatistics statistics) throws IOException;

  /** The label keys that any segment is known to have. */
  SortedSet<String> labelKeys() throws IOException;

  /** The files of reference data. */
  List<StoredObject> tableObjects() throws IOException;
}
