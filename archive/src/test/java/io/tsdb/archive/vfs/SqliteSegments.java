package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.testing.Checksums;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Files with the tables of a segment, written by SQLite itself: another layout, many levels. */
final class SqliteSegments {

  private SqliteSegments() {}

  /** A segment of numeric events, laid out by SQLite. */
  static Segment create(ObjectStore store, Path scratch, int rows, int pageSize)
      throws IOException, SQLException {
    return create(
        store,
        scratch,
        pageSize,
        "CREATE TABLE segment(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
        "CREATE TABLE zone(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL)",
        "CREATE TABLE sample(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL,"
            + " series INTEGER NOT NULL, value REAL, text TEXT, seq INTEGER NOT NULL, id TEXT)",
        "INSERT INTO sample WITH RECURSIVE rows(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows"
            + " WHERE n < "
            + rows
            + ") SELECT n, "
            + TestSegments.FIRST_TIME
            + " + (n - 1) * "
            + TestSegments.STEP
            + ", n % 20, n / 64.0, NULL, n, NULL FROM rows",
        "INSERT INTO zone SELECT n, ts FROM sample WHERE n % 1024 = 1 OR n = " + rows);
  }

  /** A segment whose tables are made by the given statements. */
  static Segment create(ObjectStore store, Path scratch, int pageSize, String... statements)
      throws IOException, SQLException {
    Path file = Files.createTempFile(scratch, "segment", ".sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size = " + pageSize);
      statement.execute("PRAGMA application_id = " + SegmentHead.APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + SegmentHead.FORMAT_VERSION);
      statement.execute("CREATE TABLE checksum(id INTEGER PRIMARY KEY, crc32c BLOB NOT NULL)");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    // the table of checksums is the first one, and small enough here for its page
    Checksums.write(file, 2 * pageSize);
    return put(store, Files.readAllBytes(file), 2 * pageSize);
  }

  /** Any bytes under a segment's name. */
  static Segment put(ObjectStore store, byte[] bytes, int headBytes) throws IOException {
    SegmentName name =
        new SegmentName(
            TestSegments.FIRST_TIME,
            TestSegments.FIRST_TIME,
            "sqlite",
            new SealRange(1, 1 + Math.floorMod(System.nanoTime(), 1_000_000_000L)),
            1,
            headBytes);
    return new Segment(name, store.create("events/" + name.file(), Content.of(bytes)), store);
  }
}
