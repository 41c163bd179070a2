package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;

/** What is not SQLite as it is known here is refused before anything is written to it. */
class NativeConnectionTest {

  @Test
  void theDefaultVfs_isFoundAndAsExpected() throws Exception {
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
      Pointer vfs = NativeConnection.defaultVfs(connection);
      assertThat(NativeConnection.name(vfs.getPointer(NativeLayout.VFS_NAME)))
          .matches("(unix|win32).*");
    }
  }

  @Test
  void aLibraryOfAnotherRelease_isRefused() {
    assertThatThrownBy(() -> NativeConnection.checkRelease("3.99.1"))
        .isInstanceOf(VfsUnavailableException.class)
        .hasMessage(
            "Expected SQLite 3.54.x, found 3.99.1; put sqlite-jdbc 3.54.1.0 on the class path,"
                + " before any other version of it");
  }

  @Test
  void anythingButADefaultVfs_isRefused() {
    assertThatNoException().isThrownBy(() -> NativeConnection.check(vfs(3, 120, 512, "unix")));
    assertRefused(vfs(4, 120, 512, "unix"), "field iVersion", "from 1 to 3, found 4");
    assertRefused(vfs(3, 1 << 20, 512, "unix"), "field szOsFile", "found 1048576");
    assertRefused(vfs(3, 120, 0, "unix"), "field mxPathname", "found 0");
    assertRefused(vfs(3, 120, 512, "memdb"), "unix... or win32..., found 'memdb'");
    assertRefused(null, "found null");
  }

  private static void assertRefused(Pointer vfs, String... problems) {
    var refusal =
        assertThatThrownBy(() -> NativeConnection.check(vfs))
            .isInstanceOf(VfsUnavailableException.class)
            .hasMessageContaining("put sqlite-jdbc 3.54.1.0 on the class path");
    for (String problem : problems) {
      refusal.hasMessageContaining(problem);
    }
  }

  private static Pointer vfs(int version, int fileBytes, int maxPath, String name) {
    Memory characters = new Memory(name.length() + 1L);
    characters.setString(0, name);
    Memory vfs = new NamedVfs(characters);
    vfs.clear();
    vfs.setInt(NativeLayout.VFS_VERSION, version);
    vfs.setInt(NativeLayout.VFS_FILE_SIZE, fileBytes);
    vfs.setInt(NativeLayout.VFS_MAX_PATH, maxPath);
    vfs.setPointer(NativeLayout.VFS_NAME, characters);
    return vfs;
  }

  /** Keeps the memory of the name as long as that of the struct. */
  private static final class NamedVfs extends Memory {
    @SuppressWarnings("unused")
    private final Memory name;

    NamedVfs(Memory name) {
      super(NativeLayout.VFS_BYTES);
      this.name = name;
    }
  }
}
