package io.tsdb.archive.vfs;

import com.sun.jna.Native;

/**
 * Offsets in the structs of sqlite3.h on this machine: {@code sqlite3_vfs}, {@code
 * sqlite3_io_methods} (both start with one or three ints, then have only pointers), and our own
 * {@code sqlite3_file}. See <a href="https://www.sqlite.org/c3ref/vfs.html">sqlite3_vfs</a> and <a
 * href="https://www.sqlite.org/c3ref/io_methods.html">sqlite3_io_methods</a>.
 */
final class NativeLayout {

  private static final int POINTER = Native.POINTER_SIZE;

  static final int VFS_VERSION = 0;
  static final int VFS_FILE_SIZE = 4;
  static final int VFS_MAX_PATH = 8;

  private static final int VFS_POINTERS = (12 + POINTER - 1) / POINTER * POINTER;

  static final int VFS_NEXT = VFS_POINTERS;
  static final int VFS_NAME = VFS_POINTERS + POINTER;

  /** Of xOpen, the first method; the others follow in the order of the header. */
  static final int VFS_METHODS = VFS_POINTERS + 3 * POINTER;

  /** Of the methods of version 1: xOpen to xGetLastError. */
  static final int VFS_METHOD_COUNT = 12;

  static final int VFS_BYTES = VFS_METHODS + VFS_METHOD_COUNT * POINTER;

  static final int IO_VERSION = 0;
  static final int IO_METHODS = POINTER;

  /** Of the methods of version 1: xClose to xDeviceCharacteristics. */
  static final int IO_METHOD_COUNT = 12;

  static final int IO_BYTES = IO_METHODS + IO_METHOD_COUNT * POINTER;

  /** {@code pMethods}, the only field of a {@code sqlite3_file} that SQLite knows. */
  static final int FILE_METHODS = 0;

  /** The number of the open file, a long. */
  static final int FILE_ID = 8;

  static final int FILE_BYTES = 16;

  /** {@code pVfs}, the first field of a {@code sqlite3}. */
  static final int CONNECTION_VFS = 0;

  private NativeLayout() {}

  static int method(int base, int index) {
    return base + index * POINTER;
  }
}
