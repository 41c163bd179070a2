package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Several copies of this code in one JVM, with copies of SQLite of their own or with the same. */
@Timeout(120)
class ClassLoaderTest {

  private static final String SUM = "SELECT count(*), sum(value) FROM events";

  @TempDir Path folder;

  @Test
  void aCopyOfAllJars_worksBesideThisOne() throws Exception {
    assertWorksBesideThisOne(ClassLoader.getPlatformClassLoader());
  }

  @Test
  void aCopyOfThisCode_sharesSqliteWithThisOne() throws Exception {
    assertWorksBesideThisOne(new OnlyOthers());
  }

  /** Classes of this class path, without our own. */
  private static final class OnlyOthers extends ClassLoader {
    OnlyOthers() {
      super(ClassLoaderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.tsdb.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  private void assertWorksBesideThisOne(ClassLoader parent) throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    Segment segment = TestSegments.create(store, folder, 50_000, 10, 50);
    Object[] named = {
      folder.resolve("archive").toString(),
      segment.object().key(),
      Long.toString(segment.object().size()),
      segment.object().etag(),
      SUM
    };
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment);
        URLClassLoader other = copy(parent)) {
      List<List<Object>> expected = Rows.of(database.connection(), SUM);
      BiFunction<String, Object[], Object> probe = probe(other);
      assertThat(probe.getClass()).isNotEqualTo(ClassLoaderProbe.class);
      assertThat(probe.apply("open", named)).isEqualTo("open");
      try (SegmentDatabases second = new SegmentDatabases(ReadOptions.defaults());
          SegmentDatabase again = second.open(segment)) {
        assertThat(probe.apply("ask", named)).isEqualTo(expected);
        assertThat(Rows.of(again.connection(), SUM)).isEqualTo(expected);
      }
      assertThat(probe.apply("ask", named)).isEqualTo(expected);
      assertThat(probe.apply("close", named)).isEqualTo("close");
      assertThat(Rows.of(database.connection(), SUM)).isEqualTo(expected);
      assertThat(probe.apply("open", named)).isEqualTo("open");
      assertThat(probe.apply("close", named)).isEqualTo("close");
    }
  }

  @Test
  void theVfs_isKnownToSqliteOnlyWhileItIsUsed() throws Exception {
    SqliteVfs vfs = SqliteVfs.acquire();
    String name = vfs.name();
    assertThat(SqliteVfs.acquire()).isSameAs(vfs);
    openUnknownFile(name);
    vfs.release();
    openUnknownFile(name);
    vfs.release();
    assertThatThrownBy(() -> openUnknownFile(name)).hasMessageContaining("no such vfs: " + name);
  }

  /** A name that the VFS does not know fails otherwise than a VFS that SQLite does not know. */
  private static void openUnknownFile(String vfs) throws SQLException {
    try {
      new SQLiteConfig()
          .createConnection("jdbc:sqlite:file:/unknown?vfs=" + vfs + "&mode=ro")
          .close();
    } catch (SQLException e) {
      if (e.getMessage().contains("no such vfs")) {
        throw e;
      }
      assertThat((Throwable) e).hasMessageContaining("SQLITE_CANTOPEN");
    }
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<String, Object[], Object> probe(ClassLoader loader) throws Exception {
    return (BiFunction<String, Object[], Object>)
        loader.loadClass(ClassLoaderProbe.class.getName()).getDeclaredConstructor().newInstance();
  }

  private static URLClassLoader copy(ClassLoader parent) throws IOException {
    URL[] classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(ClassLoaderTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(classPath, parent);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
