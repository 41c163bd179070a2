package io.tsdb.calcite.parse;

/** A statement that would change something. The archive is read through SQL, never written. */
public final class ReadOnlyStatementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The SQLState of a statement that a read-only transaction does not allow. */
  public static final String SQL_STATE = "25006";

  /**
   * @param word with which the statement begins
   */
  ReadOnlyStatementException(String word) {
    super(
        "The archive is read-only through SQL: "
            + word
            + " is not possible, only SELECT, VALUES, WITH and EXPLAIN are. Events are sent to an"
            + " ingest server.");
  }
}
