package io.tsdb.archive.vfs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * A connection of SQLite that reads one segment after the other, as long as they have the same
 * schema: opening one, parsing the schema and preparing a statement costs several times as much as
 * the query itself in a small segment. How SQLite notices the change: {@link OpenFile}.
 */
final class SegmentConnection {

  /**
   * SQLite's page cache for each connection, in KiB; blocks are cached once more, for all. Pages
   * that a scan reads into memory of a processor's own cache cost it less than fresh memory.
   */
  private static final int PAGE_CACHE_KIB = 1024;

  /** Most prepared statements that one connection keeps. */
  static final int MOST_STATEMENTS = 16;

  /**
   * The segment may be anybody's. So it reaches nothing but itself: its schema may use only
   * functions without side effects, and no statement writes. Temporary tables stay in memory, since
   * this VFS has no temporary files. Pages are not looked through for cells of impossible sizes
   * when they are loaded (cell_size_check): their bytes are those that were written, and of pages
   * that were written so on purpose SQLite checks what it uses. LIKE tells cases apart as standard
   * SQL does. The last statement makes SQLite read the schema.
   */
  private static final String SETTINGS =
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = OFF; PRAGMA temp_store = MEMORY;"
          + " PRAGMA mmap_size = 0; PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -"
          + PAGE_CACHE_KIB
          + "; PRAGMA query_only = ON; SELECT 0 FROM sqlite_schema LIMIT 0";

  /**
   * FTS5 keeps the options of a table that was searched as long as the schema stays. So they belong
   * to what segments of one connection must have in common.
   */
  private static final String COUNT_OPTIONS =
      "SELECT count(*) FROM sqlite_schema"
          + " WHERE type = 'table' AND name IN ('search_config', 'series_search_config')";

  private static final String READ_OPTIONS =
      "SELECT count(*) FROM search_config; SELECT count(*) FROM series_search_config";

  private final SqliteVfs vfs;
  private final OpenFile file;
  private final Connection connection;
  private final DB database;
  private final SchemaBytes schema;

  /** Those not in use, the least recently used one first. */
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();

  private SegmentConnection(
      SqliteVfs vfs, OpenFile file, Connection connection, DB database, SchemaBytes schema) {
    this.vfs = vfs;
    this.file = file;
    this.connection = connection;
    this.database = database;
    this.schema = schema;
  }

  /**
   * Opens a connection to a segment.
   *
   * @param file stands for the segment
   */
  static SegmentConnection open(SqliteVfs vfs, OpenFile file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
    // not immutable=1: SQLite would not look at the change counter then
    String url = "jdbc:sqlite:file:/" + file.id() + "?vfs=" + vfs.name() + "&nolock=1&mode=ro";
    SchemaBytes schema = new SchemaBytes();
    file.startRecord(schema);
    try {
      Connection connection = config.createConnection(url);
      try {
        DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
        run(database, SETTINGS);
        try (Statement statement = connection.createStatement();
            ResultSet tables = statement.executeQuery(COUNT_OPTIONS)) {
          if (tables.next() && tables.getInt(1) == 2) {
            run(database, READ_OPTIONS);
          }
        }
        return new SegmentConnection(vfs, file, connection, database, schema);
      } catch (SQLException | RuntimeException | Error e) {
        connection.close();
        throw e;
      }
    } finally {
      file.endRecord();
    }
  }

  private static void run(DB database, String statements) throws SQLException {
    // not exec, which runs the first statement only
    int code = database._exec(statements);
    if (code != SqliteCodes.OK) {
      database.throwex(code);
    }
  }

  OpenFile file() {
    return file;
  }

  Connection connection() {
    return connection;
  }

  /** The schema of the segments that it reads. */
  SchemaBytes schema() {
    return schema;
  }

  /** Whether it may serve further segments. */
  boolean isReusable() {
    return schema.isComplete();
  }

  /** A statement for one user, who gives it back by {@link #giveBack}. */
  PreparedStatement take(String sql) throws SQLException {
    PreparedStatement idle = statements.remove(sql);
    return idle == null ? connection.prepareStatement(sql) : idle;
  }

  /** Keeps a statement for its next user. Its result set must be closed. */
  void giveBack(String sql, PreparedStatement statement) throws SQLException {
    statement.clearParameters();
    PreparedStatement same = statements.put(sql, statement);
    if (same != null) {
      same.close();
    } else if (statements.size() > MOST_STATEMENTS) {
      Iterator<PreparedStatement> oldest = statements.values().iterator();
      PreparedStatement dropped = oldest.next();
      oldest.remove();
      dropped.close();
    }
  }

  /** How many statements wait for their next user. */
  int idleStatements() {
    return statements.size();
  }

  /** Ends the statement under way, from any thread; the connection must be open. */
  void interrupt() throws SQLException {
    database.interrupt();
  }

  void close() throws SQLException {
    try {
      connection.close();
    } finally {
      vfs.files().remove(file);
    }
  }
}
