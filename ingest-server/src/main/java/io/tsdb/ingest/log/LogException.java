package io.tsdb.ingest.log;

import java.io.IOException;

/** The log did not do what was asked. The message names the file or folder and the remedy. */
public class LogException extends IOException {

  public LogException(String message) {
    super(message);
  }

  public LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
