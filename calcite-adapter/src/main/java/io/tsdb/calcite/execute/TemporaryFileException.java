package io.tsdb.calcite.execute;

import java.io.IOException;
import java.nio.file.Path;

/** A query needs a temporary file and cannot have it: the disk is full, or not to be written. */
public final class TemporaryFileException extends QueryException {

  private static final long serialVersionUID = 1L;

  TemporaryFileException(Path folder, IOException cause) {
    super(
        "The rows of a query do not fit into memory, and a temporary file for them in "
            + folder
            + " failed: "
            + (cause.getMessage() == null ? cause.toString() : cause.getMessage())
            + ". Make room there, or name another folder by -Djava.io.tmpdir",
        cause);
  }
}
