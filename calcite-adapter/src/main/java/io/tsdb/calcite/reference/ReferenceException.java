package io.tsdb.calcite.reference;

import io.tsdb.calcite.execute.QueryException;

/** A file of reference data is not what it should be. The message names file, line and column. */
public final class ReferenceException extends QueryException {

  private static final long serialVersionUID = 1L;

  ReferenceException(String message) {
    super(message);
  }

  ReferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
