package io.tsdb.archive.vfs;

import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.Optional;

/** Finds the true cause of what SQLite could not do. */
final class SqliteFailures {

  private SqliteFailures() {}

  /**
   * The same failure with its cause: that of the read that failed, or {@link
   * CorruptSegmentException} where SQLite found damage; unchanged if it is neither.
   *
   * @param read why a read failed, if one did
   */
  static SQLException explain(String key, SQLException exception, Optional<IOException> read) {
    Optional<IOException> cause = read.or(() -> damage(key, exception));
    if (cause.isEmpty()) {
      return exception;
    }
    SQLException explained =
        new SQLException(
            cause.get().getMessage(),
            exception.getSQLState(),
            exception.getErrorCode(),
            cause.get());
    explained.addSuppressed(exception);
    return explained;
  }

  /** The cause of a failure of our own SQL, which only the segment's content can make fail. */
  static IOException ioException(String key, SQLException exception, Optional<IOException> read) {
    if (read.isPresent()) {
      return read.get();
    }
    String message = "Reading segment " + key + " failed: " + exception.getMessage();
    return switch (code(exception)) {
      case SqliteCodes.INTERRUPT ->
          (IOException) new InterruptedIOException(message).initCause(exception);
      case SqliteCodes.NO_MEMORY, SqliteCodes.CANNOT_OPEN, SqliteCodes.IOERR ->
          new IOException(message, exception);
      default -> corrupt(key, exception);
    };
  }

  private static Optional<IOException> damage(String key, SQLException exception) {
    int code = code(exception);
    return code == SqliteCodes.CORRUPT || code == SqliteCodes.NOT_A_DATABASE
        ? Optional.of(corrupt(key, exception))
        : Optional.empty();
  }

  private static CorruptSegmentException corrupt(String key, SQLException exception) {
    return new CorruptSegmentException(key, "SQLite says: " + exception.getMessage(), exception);
  }

  private static int code(SQLException exception) {
    return exception.getErrorCode() & SqliteCodes.PRIMARY;
  }
}
