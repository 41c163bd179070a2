package io.tsdb.calcite.execute;

/** The user, or a time-out, ended the query. */
public final class QueryCanceledException extends QueryException {

  private static final long serialVersionUID = 1L;

  public QueryCanceledException() {
    super("The query was canceled");
  }
}
