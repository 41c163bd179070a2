package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import io.tsdb.archive.range.RangeReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One segment as SQLite's callbacks see it: its bytes, and why the last read failed. */
final class OpenFile {

  private final long id;
  private final RangeReader reader;
  private final AtomicReference<IOException> failure = new AtomicReference<>();

  OpenFile(long id, RangeReader reader) {
    this.id = id;
    this.reader = reader;
  }

  long id() {
    return id;
  }

  long size() {
    return reader.size();
  }

  /**
   * Reads as xRead does: all bytes, or an error code; where the file ends, zeros and {@link
   * SqliteCodes#IOERR_SHORT_READ}.
   */
  int read(Pointer buffer, int length, long offset) {
    try {
      int done =
          reader.read(
              offset, length, (block, from, count, at) -> buffer.write(at, block, from, count));
      if (done == length) {
        return SqliteCodes.OK;
      }
      buffer.setMemory(done, length - done, (byte) 0);
      return SqliteCodes.IOERR_SHORT_READ;
    } catch (IOException e) {
      failure.set(e);
      return SqliteCodes.IOERR_READ;
    }
  }

  /** Keeps what a callback met and could not throw. */
  void fail(Throwable unexpected) {
    failure.set(new IOException("Reading a segment failed: " + unexpected, unexpected));
  }

  /** Why the last failed read failed. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** The same, once. */
  Optional<IOException> takeFailure() {
    return Optional.ofNullable(failure.getAndSet(null));
  }
}
