package io.tsdb.archive.vfs;

import java.io.IOException;

/**
 * The SQLite library of this process is not one that segments can be read with. The message says
 * what was expected, what was found, and the remedy.
 */
public class VfsUnavailableException extends IOException {

  public VfsUnavailableException(String message) {
    super(message);
  }

  public VfsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
