package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither a segment nor a statement on it reaches anything but that segment. */
class HostileSegmentTest {

  @TempDir Path folder;
  private FileStore store;
  private SegmentDatabases databases;

  @BeforeEach
  void openDatabases() throws Exception {
    store = new FileStore(folder.resolve("archive"));
    databases = new SegmentDatabases(ReadOptions.defaults());
  }

  @AfterEach
  void closeDatabases() throws Exception {
    databases.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATTACH ':memory:' AS other",
        "ATTACH '%s' AS other",
        "VACUUM INTO '%s'",
        "CREATE TABLE t(a)",
        "INSERT INTO series VALUES (1000, '{}')",
        "DROP VIEW events",
        "PRAGMA user_version = 2",
        "SELECT load_extension('%s')",
        "SELECT readfile('%s')",
        "SELECT writefile('%s', 'x')",
      })
  void statements_reachNoFileAndWriteNothing(String sql) throws Exception {
    Path victim = folder.resolve("victim.sqlite");
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    Path file = folder.resolve("archive").resolve(segment.object().key());
    byte[] before = Files.readAllBytes(file);
    try (SegmentDatabase database = databases.open(segment);
        Statement statement = database.connection().createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql.replace("%s", victim.toString())))
          .isInstanceOf(SQLException.class);
      assertThat(Rows.of(database.connection(), "SELECT count(*) FROM events"))
          .containsExactly(List.of(10L));
    }
    assertThat(victim).doesNotExist();
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aSchema_mayNotCallFunctionsWithSideEffects() throws Exception {
    Segment segment =
        SqliteSegments.create(
            store,
            folder,
            4096,
            "CREATE TABLE zone(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL)",
            "CREATE VIEW events AS SELECT load_extension('/tmp/evil.so') AS ts",
            "CREATE VIEW innocent AS SELECT json_extract('{\"a\":1}', '$.a') AS a");
    try (SegmentDatabase database = databases.open(segment)) {
      assertThatThrownBy(() -> Rows.of(database.connection(), "SELECT * FROM events"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("unsafe use of load_extension()");
      assertThat(Rows.of(database.connection(), "SELECT * FROM innocent"))
          .containsExactly(List.of(1L));
    }
  }

  @Test
  void largeSorts_stayInMemory() throws Exception {
    Segment segment = TestSegments.create(store, folder, 100_000, 0, 0);
    try (SegmentDatabase database = databases.open(segment)) {
      assertThat(
              Rows.of(
                  database.connection(),
                  "SELECT count(*) FROM (SELECT labels, value, ts, payload FROM events ORDER BY"
                      + " payload, value LIMIT 90000)"))
          .containsExactly(List.of(90_000L));
    }
  }

  @Test
  void like_tellsCasesApart() throws Exception {
    Segment segment = TestSegments.create(store, folder, 1, 0, 0);
    try (SegmentDatabase database = databases.open(segment)) {
      assertThat(Rows.of(database.connection(), "SELECT 'abc' LIKE 'A%', 'abc' LIKE 'a%'"))
          .containsExactly(List.of(0L, 1L));
    }
  }
}
