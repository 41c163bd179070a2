package io.tsdb.archive.vfs;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** The C signatures of the methods of {@code sqlite3_vfs} and {@code sqlite3_io_methods}. */
interface VfsCallbacks {

  /** xOpen(vfs, name, file, flags, outFlags). */
  interface Open extends Callback {
    int call(Pointer vfs, Pointer name, Pointer file, int flags, Pointer outFlags);
  }

  /** xDelete(vfs, name, syncDir). */
  interface Delete extends Callback {
    int call(Pointer vfs, Pointer name, int syncDirectory);
  }

  /** xAccess(vfs, name, flags, out). */
  interface Access extends Callback {
    int call(Pointer vfs, Pointer name, int flags, Pointer out);
  }

  /** xFullPathname(vfs, name, bytes, out). */
  interface FullPathname extends Callback {
    int call(Pointer vfs, Pointer name, int bytes, Pointer out);
  }

  /** xDlOpen(vfs, name). */
  interface LibraryOpen extends Callback {
    Pointer call(Pointer vfs, Pointer name);
  }

  /** xDlError(vfs, bytes, out). */
  interface LibraryError extends Callback {
    void call(Pointer vfs, int bytes, Pointer out);
  }

  /** xDlSym(vfs, library, symbol). */
  interface LibrarySymbol extends Callback {
    Pointer call(Pointer vfs, Pointer library, Pointer symbol);
  }

  /** xDlClose(vfs, library). */
  interface LibraryClose extends Callback {
    void call(Pointer vfs, Pointer library);
  }

  /** xRandomness(vfs, bytes, out). */
  interface Randomness extends Callback {
    int call(Pointer vfs, int bytes, Pointer out);
  }

  /** xSleep(vfs, microseconds). */
  interface Sleep extends Callback {
    int call(Pointer vfs, int microseconds);
  }

  /** xCurrentTime(vfs, out), where out is a double. */
  interface CurrentTime extends Callback {
    int call(Pointer vfs, Pointer out);
  }

  /** xGetLastError(vfs, bytes, out). */
  interface LastError extends Callback {
    int call(Pointer vfs, int bytes, Pointer out);
  }

  /** xRead and xWrite(file, buffer, bytes, offset). */
  interface Transfer extends Callback {
    int call(Pointer file, Pointer buffer, int bytes, long offset);
  }

  /** xClose, xSectorSize, xDeviceCharacteristics(file). */
  interface OfFile extends Callback {
    int call(Pointer file);
  }

  /** xSync, xLock, xUnlock(file, flag). */
  interface OfFileAndInt extends Callback {
    int call(Pointer file, int flag);
  }

  /** xTruncate(file, size). */
  interface OfFileAndLong extends Callback {
    int call(Pointer file, long size);
  }

  /** xFileSize, xCheckReservedLock(file, out). */
  interface OfFileAndOut extends Callback {
    int call(Pointer file, Pointer out);
  }

  /** xFileControl(file, operation, argument). */
  interface FileControl extends Callback {
    int call(Pointer file, int operation, Pointer argument);
  }
}
