package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.sqlite.SQLiteConfig;
import org.sqlite.core.NativeDB;

/**
 * Our VFS in SQLite's list of them, one for each class loader that loads this code.
 *
 * <p>SQLite keeps its VFSes as a list, linked by {@code pNext}, of which the default one is the
 * head; {@code sqlite3_vfs_register} is not visible in the library of sqlite-jdbc. So ours is
 * linked behind the default one. The native library, and with it the list, belongs to the class
 * loader of sqlite-jdbc; the callbacks belong to ours, which may be another one and may go sooner.
 * Therefore:
 *
 * <ul>
 *   <li>Ours is in the list only while a {@link SegmentDatabases} is open. Those have a thread
 *       each, and while a thread runs, its class loader stays.
 *   <li>The struct and its callbacks live as long as this class, linked or not. A thread that walks
 *       the list while ours is taken out still finds valid memory, and its way on.
 *   <li>Whoever changes the list holds the monitor of {@link NativeDB}: that class is the same for
 *       all who share the list. SQLite's own mutex cannot be had; it guards against several
 *       writers, and SQLite itself writes the list only while it initialises, before the first
 *       connection.
 * </ul>
 */
final class SqliteVfs {

  private static Optional<SqliteVfs> instance = Optional.empty();

  private final String name = "tsdb-" + UUID.randomUUID();
  private final OpenFiles files = new OpenFiles();
  private final VfsStruct struct = new VfsStruct(name, files);
  private final Pointer head;
  private int users;

  private SqliteVfs(Pointer head) {
    this.head = head;
  }

  /**
   * Makes sure that SQLite knows our VFS, until {@link #release}.
   *
   * @throws VfsUnavailableException if the SQLite library is not as expected
   */
  static SqliteVfs acquire() throws VfsUnavailableException {
    synchronized (NativeDB.class) {
      SqliteVfs vfs = instance.isPresent() ? instance.get() : create();
      instance = Optional.of(vfs);
      if (vfs.users == 0) {
        vfs.link();
      }
      vfs.users++;
      return vfs;
    }
  }

  /** Ends one {@link #acquire}. All connections opened through it must be closed. */
  void release() {
    synchronized (NativeDB.class) {
      users--;
      if (users == 0) {
        unlink();
      }
    }
  }

  /** The value of {@code vfs=} in a URI. */
  String name() {
    return name;
  }

  OpenFiles files() {
    return files;
  }

  private static SqliteVfs create() throws VfsUnavailableException {
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
      return new SqliteVfs(NativeConnection.defaultVfs(connection));
    } catch (SQLException | LinkageError e) {
      throw new VfsUnavailableException(
          "Expected sqlite-jdbc and JNA to load their native libraries, found "
              + e
              + "; check that both are on the class path, for this operating system, and that the"
              + " folder for temporary files allows to run code",
          e);
    }
  }

  private void link() {
    struct.pointer().setPointer(NativeLayout.VFS_NEXT, head.getPointer(NativeLayout.VFS_NEXT));
    // complete before it can be found
    VarHandle.releaseFence();
    head.setPointer(NativeLayout.VFS_NEXT, struct.pointer());
  }

  private void unlink() {
    Pointer previous = head;
    Pointer vfs = head.getPointer(NativeLayout.VFS_NEXT);
    while (vfs != null && !vfs.equals(struct.pointer())) {
      previous = vfs;
      vfs = vfs.getPointer(NativeLayout.VFS_NEXT);
    }
    if (vfs != null) {
      previous.setPointer(NativeLayout.VFS_NEXT, vfs.getPointer(NativeLayout.VFS_NEXT));
    }
  }
}
