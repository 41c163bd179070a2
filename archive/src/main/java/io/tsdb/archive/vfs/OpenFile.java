package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import io.tsdb.archive.range.RangeReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A file as SQLite's callbacks see it: the segment that one connection reads now, and why the last
 * read failed.
 *
 * <p>The connection may be pointed to another segment between two transactions. SQLite finds that
 * out as it finds out that another process has written: by the change counter at the start of each
 * read transaction, which makes it forget its pages, and by the schema cookie, for which its
 * statements were prepared (file format, 1.3.6 and 1.3.9). So SQLite is shown a change counter that
 * is new for each segment, and the same cookie always, since all segments of one connection have
 * the same schema ({@link SchemaBytes}). What the file itself has there is of no use to SQLite.
 */
final class OpenFile {

  static final int CHANGE_COUNTER = 24;
  static final int SCHEMA_COOKIE = 40;
  static final int VERSION_VALID_FOR = 92;

  /** Behind the last of the fields that SQLite is not shown as they are. */
  private static final int SHOWN_OTHERWISE = VERSION_VALID_FOR + Integer.BYTES;

  private static final int COOKIE = 1;

  private final long id;
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private volatile Optional<RangeReader> segment = Optional.empty();
  private volatile int changes;
  private volatile Optional<SchemaBytes> record = Optional.empty();

  OpenFile(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  /** Points the file to a segment. No transaction may be under way. */
  void bind(RangeReader reader) {
    failure.set(null);
    changes++;
    segment = Optional.of(reader);
  }

  /** Adds all that is read from now on to a record. */
  void startRecord(SchemaBytes schema) {
    record = Optional.of(schema);
  }

  void endRecord() {
    record = Optional.empty();
  }

  /** Reads fail from now on. */
  void unbind() {
    segment = Optional.empty();
  }

  boolean isBound() {
    return segment.isPresent();
  }

  /** Size in bytes; 0 if there is no segment. */
  long size() {
    return segment.map(RangeReader::size).orElse(0L);
  }

  /**
   * Reads as xRead does: all bytes, or an error code; where the file ends, zeros and {@link
   * SqliteCodes#IOERR_SHORT_READ}.
   */
  int read(Pointer buffer, int length, long offset) {
    Optional<RangeReader> reader = segment;
    if (reader.isEmpty()) {
      return SqliteCodes.IOERR_READ;
    }
    try {
      int done =
          reader
              .get()
              .read(
                  offset, length, (block, from, count, at) -> buffer.write(at, block, from, count));
      if (record.isPresent()) {
        record.get().add(offset, buffer.getByteArray(0, done));
      }
      if (offset < SHOWN_OTHERWISE) {
        show(CHANGE_COUNTER, changes, buffer, length, offset);
        show(SCHEMA_COOKIE, COOKIE, buffer, length, offset);
        show(VERSION_VALID_FOR, changes, buffer, length, offset);
      }
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

  /** Overwrites one field of the header, as far as it was read: all of it, or nothing. */
  private static void show(int field, int value, Pointer buffer, int length, long offset) {
    long at = field - offset;
    if (at >= 0 && at + Integer.BYTES <= length) {
      boolean bigEndian = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
      buffer.setInt(at, bigEndian ? value : Integer.reverseBytes(value));
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
