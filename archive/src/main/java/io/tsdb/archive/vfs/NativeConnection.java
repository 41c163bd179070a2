package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;
import org.sqlite.core.NativeDB;

/** Reaches SQLite's own structs through a connection of sqlite-jdbc. */
final class NativeConnection {

  private static final String REMEDY =
      "; put sqlite-jdbc 3.54.1.0 on the class path, before any other version of it";

  /** The releases of SQLite whose structs are known to be as {@link NativeLayout} says. */
  private static final String KNOWN_RELEASE = "3.54.";

  private static final int MAX_VFS_NAME = 32;

  private NativeConnection() {}

  /**
   * The default VFS of the SQLite library behind a connection that was opened without naming a VFS.
   *
   * @throws VfsUnavailableException if library or VFS are not as expected
   */
  static Pointer defaultVfs(Connection connection) throws VfsUnavailableException, SQLException {
    DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
    checkRelease(database.libversion());
    Pointer vfs = new Pointer(handle(database)).getPointer(NativeLayout.CONNECTION_VFS);
    check(vfs);
    return vfs;
  }

  static void checkRelease(String release) throws VfsUnavailableException {
    if (!release.startsWith(KNOWN_RELEASE)) {
      throw new VfsUnavailableException(
          "Expected SQLite " + KNOWN_RELEASE + "x, found " + release + REMEDY);
    }
  }

  /** The address of the {@code sqlite3} struct. */
  private static long handle(DB database) throws VfsUnavailableException {
    long handle;
    try {
      Field pointer = NativeDB.class.getDeclaredField("pointer");
      pointer.setAccessible(true);
      handle = pointer.getLong(database);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new VfsUnavailableException(
          "Expected a readable field 'pointer' of type long in "
              + NativeDB.class.getName()
              + ", found "
              + e
              + REMEDY
              + " (as a module, open its package org.sqlite.core)",
          e);
    }
    if (handle == 0) {
      throw new VfsUnavailableException(
          "Expected an open SQLite connection, found one without a handle" + REMEDY);
    }
    return handle;
  }

  static void check(Pointer vfs) throws VfsUnavailableException {
    if (vfs == null) {
      throw new VfsUnavailableException(
          "Expected the address of SQLite's default VFS, found null" + REMEDY);
    }
    expect("iVersion", vfs.getInt(NativeLayout.VFS_VERSION), 1, 3);
    expect("szOsFile", vfs.getInt(NativeLayout.VFS_FILE_SIZE), 16, 4096);
    expect("mxPathname", vfs.getInt(NativeLayout.VFS_MAX_PATH), 256, 1 << 20);
    String name = name(vfs.getPointer(NativeLayout.VFS_NAME));
    if (!name.startsWith("unix") && !name.startsWith("win32")) {
      throw new VfsUnavailableException(
          "Expected SQLite's default VFS to be unix... or win32..., found '" + name + "'" + REMEDY);
    }
  }

  private static void expect(String field, int found, int least, int most)
      throws VfsUnavailableException {
    if (found < least || found > most) {
      throw new VfsUnavailableException(
          "Expected field "
              + field
              + " of SQLite's default VFS to be from "
              + least
              + " to "
              + most
              + ", found "
              + found
              + REMEDY);
    }
  }

  /** A C string, but never more than a few bytes of what might not be one. */
  static String name(Pointer characters) {
    if (characters == null) {
      return "";
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < MAX_VFS_NAME; i++) {
      int character = characters.getByte(i);
      if (character <= ' ') {
        break;
      }
      name.append((char) character);
    }
    return name.toString();
  }
}
