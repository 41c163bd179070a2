package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;

/** What becomes of a text search that no segment's index can answer. */
public final class TextSearch {

  private TextSearch() {}

  /**
   * Calcite's generated code calls this where a search was not moved into the segments.
   *
   * @throws QueryException always
   */
  public static boolean misplaced(String searched, String query) {
    throw new QueryException(
        "The search for '"
            + query
            + "' is out of reach of the text index: it is about a value that was joined, grouped or"
            + " computed. Search in the WHERE of a query that reads events alone, and join, group"
            + " or compute around that.");
  }
}
