package io.tsdb.archive.vfs;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;

/**
 * The {@code sqlite3_io_methods} of a read-only file. Version 1: no shared memory, no mapped pages
 * (xFetch), so that all pages come through xRead.
 *
 * <p>No exception crosses a callback: JNA would report it and answer 0, which is SQLITE_OK, and
 * SQLite would take whatever is in its buffer for a page.
 */
final class IoMethods {

  /** What SQLite assumes for an unknown disk; without meaning for a file that is never written. */
  private static final int SECTOR_BYTES = 4096;

  private final OpenFiles files;

  // JNA refers to callbacks weakly: this list keeps them, as long as SQLite can call them
  private final List<Callback> callbacks;
  private final Memory struct;

  IoMethods(OpenFiles files) {
    this.files = files;
    VfsCallbacks.OfFileAndInt nothingToDo = (file, flag) -> SqliteCodes.OK;
    this.callbacks =
        List.of(
            (VfsCallbacks.OfFile) this::close,
            (VfsCallbacks.Transfer) this::read,
            (VfsCallbacks.Transfer) (file, buffer, bytes, offset) -> SqliteCodes.READONLY,
            (VfsCallbacks.OfFileAndLong) (file, size) -> SqliteCodes.READONLY,
            nothingToDo,
            (VfsCallbacks.OfFileAndOut) this::fileSize,
            nothingToDo,
            nothingToDo,
            (VfsCallbacks.OfFileAndOut) IoMethods::checkReservedLock,
            (VfsCallbacks.FileControl) (file, operation, argument) -> SqliteCodes.NOT_FOUND,
            (VfsCallbacks.OfFile) file -> SECTOR_BYTES,
            // not IOCAP_IMMUTABLE: SQLite would not look at the change counter then
            (VfsCallbacks.OfFile) file -> 0);
    this.struct = new Memory(NativeLayout.IO_BYTES);
    struct.clear();
    struct.setInt(NativeLayout.IO_VERSION, 1);
    for (int i = 0; i < NativeLayout.IO_METHOD_COUNT; i++) {
      struct.setPointer(
          NativeLayout.method(NativeLayout.IO_METHODS, i),
          CallbackReference.getFunctionPointer(callbacks.get(i)));
    }
  }

  Pointer pointer() {
    return struct;
  }

  private int close(Pointer file) {
    // the registry's entry belongs to the SegmentConnection, which removes it
    file.setLong(NativeLayout.FILE_ID, 0);
    return SqliteCodes.OK;
  }

  private int read(Pointer file, Pointer buffer, int bytes, long offset) {
    Optional<OpenFile> open = Optional.empty();
    try {
      open = files.of(file);
      return open.isPresent() ? open.get().read(buffer, bytes, offset) : SqliteCodes.IOERR_READ;
    } catch (Throwable unexpected) {
      open.ifPresent(known -> known.fail(unexpected));
      return SqliteCodes.IOERR_READ;
    }
  }

  private int fileSize(Pointer file, Pointer out) {
    Optional<OpenFile> open = files.of(file);
    if (open.isEmpty()) {
      return SqliteCodes.IOERR;
    }
    out.setLong(0, open.get().size());
    return SqliteCodes.OK;
  }

  private static int checkReservedLock(Pointer file, Pointer out) {
    out.setInt(0, 0);
    return SqliteCodes.OK;
  }
}
