package io.tsdb.ingest.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a command failed, for the person who typed it. */
final class Failure extends Exception {

  Failure(String message) {
    super(message);
  }

  Failure(String message, Throwable cause) {
    super(message, cause);
  }

  /** What to print: the message where it was written to be read, and the kind of failure if not. */
  static String describe(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof NoSuchFileException) {
      return "There is no file " + message;
    }
    if (failure instanceof AccessDeniedException) {
      return "This user may not access " + message;
    }
    boolean named =
        failure instanceof Failure
            || failure instanceof java.sql.SQLException
            || (failure instanceof java.io.IOException
                && !(failure instanceof FileSystemException));
    if (named && message != null) {
      return message;
    }
    return failure.getClass().getSimpleName()
        + (message == null ? "" : ": " + message)
        + ". Run it again with --debug to see where it came from";
  }
}
