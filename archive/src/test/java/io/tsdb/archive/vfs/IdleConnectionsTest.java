package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which connections are kept for further segments, how many, and with what left in them. */
class IdleConnectionsTest {

  @TempDir Path folder;
  private FileStore store;
  private SqliteVfs vfs;
  private SegmentDatabases databases;

  @BeforeEach
  void openDatabases() throws Exception {
    store = new FileStore(folder.resolve("archive"));
    vfs = SqliteVfs.acquire();
    databases = new SegmentDatabases(ReadOptions.defaults());
  }

  @AfterEach
  void closeDatabases() throws Exception {
    databases.close();
    assertThat(vfs.files().count()).isZero();
    vfs.release();
  }

  @Test
  void connections_areKeptUpToALimit() throws Exception {
    for (int i = 0; i < IdleConnections.MOST + 5; i++) {
      Segment segment = SqliteSegments.create(store, folder, 512, "CREATE TABLE t" + i + "(a)");
      databases.open(segment).close();
      assertThat(vfs.files().count()).isEqualTo(Math.min(i + 1, IdleConnections.MOST));
    }
  }

  @Test
  void statements_areKeptUpToALimit() throws Exception {
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    try (SegmentDatabase database = databases.open(segment)) {
      for (int i = 0; i < SegmentConnection.MOST_STATEMENTS + 5; i++) {
        assertThat(rows(database, "SELECT " + i)).containsExactly(List.of((long) i));
        assertThat(database.idleStatements())
            .isEqualTo(Math.min(i + 1, SegmentConnection.MOST_STATEMENTS));
      }
    }
  }

  @Test
  void aVeryLargeSchema_isNotKept() throws Exception {
    // SQLite takes no statement of more than a million bytes
    String half = " AS SELECT '" + "x".repeat(SchemaBytes.MOST / 2) + "' AS a";
    Segment segment =
        SqliteSegments.create(
            store, folder, 65_536, "CREATE VIEW v" + half, "CREATE VIEW w" + half);
    databases.open(segment).close();
    assertThat(vfs.files().count()).isZero();
  }

  @Test
  void settings_areInForceForEachSegment() throws Exception {
    for (int rows : new int[] {10, 11, 12}) {
      Segment segment = TestSegments.create(store, folder, rows, 0, 0);
      try (SegmentDatabase database = databases.open(segment)) {
        assertThat(
                rows(
                    database,
                    "SELECT query_only, trusted_schema, cell_size_check, temp_store, 'a' LIKE 'A'"
                        + " FROM pragma_query_only, pragma_trusted_schema, pragma_cell_size_check,"
                        + " pragma_temp_store"))
            .containsExactly(List.of(1L, 0L, 0L, 2L, 0L));
      }
    }
    assertThat(vfs.files().count()).isEqualTo(1);
  }

  @Test
  void aConnectionUsedForAnything_servesNoOtherSegment() throws Exception {
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    SegmentDatabase database = databases.open(segment);
    database.connection();
    database.close();
    assertThat(vfs.files().count()).isZero();
  }

  @Test
  void aConnectionWithAStatementUnderWay_servesNoOtherSegment() throws Exception {
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    SegmentDatabase database = databases.open(segment);
    CachedStatement statement = database.prepare("SELECT n FROM sample");
    assertThat(statement.query().next()).isTrue();
    database.close();
    assertThat(vfs.files().count()).isZero();
  }

  @Test
  void aCancelledConnection_servesNoOtherSegment() throws Exception {
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    SegmentDatabase database = databases.open(segment);
    database.cancel();
    database.close();
    assertThat(vfs.files().count()).isZero();
  }

  @Test
  void onlySelects_areKept() throws Exception {
    Segment segment = TestSegments.create(store, folder, 10, 0, 0);
    try (SegmentDatabase database = databases.open(segment)) {
      assertThatThrownBy(() -> database.prepare("PRAGMA query_only = OFF"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Expected a SELECT, found: PRAGMA query_only = OFF");
    }
  }

  private static List<List<Object>> rows(SegmentDatabase database, String sql) throws SQLException {
    try (CachedStatement statement = database.prepare(sql);
        ResultSet rows = statement.query()) {
      return Rows.of(rows);
    }
  }
}
