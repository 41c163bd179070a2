package io.tsdb.archive.vfs;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A {@code sqlite3_vfs} that knows the files of {@link OpenFiles} and nothing else: no temporary
 * files, no journals, no libraries, no path of this machine.
 */
final class VfsStruct {

  /** Longest name in bytes; ours are some 20. */
  private static final int MAX_PATH = 512;

  /** Julian day of 1970-01-01T00:00Z. */
  private static final double EPOCH_JULIAN_DAY = 2440587.5;

  private static final double DAY_MILLIS = 86_400_000;

  // seeds SQLite's random(), which needs no more
  private static final SplittableRandom RANDOM = new SplittableRandom();

  private final OpenFiles files;
  private final IoMethods ioMethods;
  private final Memory name;
  private final List<Callback> callbacks;
  private final Memory struct;

  VfsStruct(String vfsName, OpenFiles files) {
    this.files = files;
    this.ioMethods = new IoMethods(files);
    this.name = cString(vfsName);
    this.callbacks =
        List.of(
            (VfsCallbacks.Open) this::open,
            (VfsCallbacks.Delete) (vfs, path, sync) -> SqliteCodes.IOERR_DELETE,
            (VfsCallbacks.Access) VfsStruct::access,
            (VfsCallbacks.FullPathname) VfsStruct::fullPathname,
            (VfsCallbacks.LibraryOpen) (vfs, path) -> null,
            (VfsCallbacks.LibraryError) VfsStruct::libraryError,
            (VfsCallbacks.LibrarySymbol) (vfs, library, symbol) -> null,
            (VfsCallbacks.LibraryClose) (vfs, library) -> {},
            (VfsCallbacks.Randomness) VfsStruct::randomness,
            (VfsCallbacks.Sleep) VfsStruct::sleep,
            (VfsCallbacks.CurrentTime) VfsStruct::currentTime,
            (VfsCallbacks.LastError) (vfs, bytes, out) -> 0);
    this.struct = new Memory(NativeLayout.VFS_BYTES);
    struct.clear();
    struct.setInt(NativeLayout.VFS_VERSION, 1);
    struct.setInt(NativeLayout.VFS_FILE_SIZE, NativeLayout.FILE_BYTES);
    struct.setInt(NativeLayout.VFS_MAX_PATH, MAX_PATH);
    struct.setPointer(NativeLayout.VFS_NAME, name);
    for (int i = 0; i < NativeLayout.VFS_METHOD_COUNT; i++) {
      struct.setPointer(
          NativeLayout.method(NativeLayout.VFS_METHODS, i),
          CallbackReference.getFunctionPointer(callbacks.get(i)));
    }
  }

  Pointer pointer() {
    return struct;
  }

  private static Memory cString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }

  private int open(Pointer vfs, Pointer path, Pointer file, int flags, Pointer outFlags) {
    try {
      // SQLite calls xClose of a file that was not opened, if it finds methods there
      file.setPointer(NativeLayout.FILE_METHODS, Pointer.NULL);
      return openKnown(path, file, flags, outFlags);
    } catch (Throwable unexpected) {
      // out of memory, say: must not cross the callback (see IoMethods)
      return SqliteCodes.CANNOT_OPEN;
    }
  }

  private int openKnown(Pointer path, Pointer file, int flags, Pointer outFlags) {
    // a temporary file has no name; a journal or log has other flags
    if (path == null || (flags & SqliteCodes.OPEN_MAIN_DB) == 0) {
      return SqliteCodes.CANNOT_OPEN;
    }
    Optional<OpenFile> open = files.named(path.getString(0, StandardCharsets.UTF_8.name()));
    if (open.isEmpty()) {
      return SqliteCodes.CANNOT_OPEN;
    }
    file.setLong(NativeLayout.FILE_ID, open.get().id());
    if (outFlags != null) {
      outFlags.setInt(0, SqliteCodes.OPEN_MAIN_DB | SqliteCodes.OPEN_READONLY);
    }
    file.setPointer(NativeLayout.FILE_METHODS, ioMethods.pointer());
    return SqliteCodes.OK;
  }

  /** Neither a journal nor a write-ahead log exists. */
  private static int access(Pointer vfs, Pointer path, int flags, Pointer out) {
    out.setInt(0, 0);
    return SqliteCodes.OK;
  }

  /** Our names are full paths already: copies one byte by byte, which cannot fail. */
  private static int fullPathname(Pointer vfs, Pointer path, int bytes, Pointer out) {
    for (int i = 0; i < bytes; i++) {
      byte character = path.getByte(i);
      out.setByte(i, character);
      if (character == 0) {
        return SqliteCodes.OK;
      }
    }
    return SqliteCodes.CANNOT_OPEN;
  }

  private static void libraryError(Pointer vfs, int bytes, Pointer out) {
    // no message: xDlOpen has refused already
    if (bytes > 0) {
      out.setByte(0, (byte) 0);
    }
  }

  private static int randomness(Pointer vfs, int bytes, Pointer out) {
    for (int i = 0; i < bytes; i++) {
      out.setByte(i, (byte) RANDOM.nextInt());
    }
    return bytes;
  }

  private static int sleep(Pointer vfs, int microseconds) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microseconds));
    return microseconds;
  }

  /** The time as a Julian day number, a double. */
  private static int currentTime(Pointer vfs, Pointer out) {
    out.setDouble(0, EPOCH_JULIAN_DAY + System.currentTimeMillis() / DAY_MILLIS);
    return SqliteCodes.OK;
  }
}
