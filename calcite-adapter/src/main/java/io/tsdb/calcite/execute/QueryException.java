package io.tsdb.calcite.execute;

/**
 * A query failed while it was being planned or run. The message names the segment or the part of
 * the query; the cause, where there is one, is what the archive or SQLite reported: {@link
 * io.tsdb.archive.store.StoreException}, {@link io.tsdb.archive.segment.CorruptSegmentException},
 * {@link java.sql.SQLException}.
 */
public class QueryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public QueryException(String message) {
    super(message);
  }

  public QueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
