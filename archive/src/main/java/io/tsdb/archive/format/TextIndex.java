package io.tsdb.archive.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * The full-text index of one segment. SQLite itself builds it, in a scratch database: in memory
 * where it is small, else in a temporary file. Its shadow tables are then read as rows.
 *
 * <p>{@code search} has a document (labels, text) for each event with a text; {@code series_search}
 * one for each series that has an event without, so that numeric events cost no index. The rows are
 * the same for the same documents: nothing in FTS5 depends on time or chance.
 */
final class TextIndex implements AutoCloseable {

  static final String SEARCH_SQL =
      "CREATE VIRTUAL TABLE search USING fts5(labels, text, content='', columnsize=0)";

  /** Its column text stays empty: a query that names the column must be readable here too. */
  static final String SERIES_SEARCH_SQL =
      "CREATE VIRTUAL TABLE series_search USING fts5(labels, text, content='', columnsize=0)";

  /** Documents of more bytes are indexed in a file. */
  private static final long LARGEST_IN_MEMORY = 8L << 20;

  /** Memory, in bytes, for postings that are not in the scratch database yet; FTS5 has 1 MiB. */
  private static final int HASH_BYTES = 16 << 20;

  /** Memory, in KiB, for pages of the scratch database. */
  private static final int CACHE_KIB = 16 << 10;

  private final Connection connection;
  private final Optional<Path> file;

  private TextIndex(Connection connection, Optional<Path> file) {
    this.connection = connection;
    this.file = file;
  }

  /**
   * Indexes the rows of a segment.
   *
   * @param scratch where a temporary file may be made
   */
  static TextIndex build(EventBatch batch, SortedRows rows, SeriesTable series, Path scratch)
      throws IOException {
    boolean small = batch.texts().textBytes() + series.size() <= LARGEST_IN_MEMORY;
    Optional<Path> file =
        small
            ? Optional.empty()
            : Optional.of(Files.createTempFile(scratch, "search-", ".scratch"));
    TextIndex index = open(file);
    try {
      index.fill(batch, rows, series);
      return index;
    } catch (SQLException e) {
      index.closeAfter(e);
      throw failed(e);
    } catch (RuntimeException e) {
      index.closeAfter(e);
      throw e;
    }
  }

  private static TextIndex open(Optional<Path> file) throws IOException {
    // As a URI, so that no character of the path means anything else.
    String name = file.map(path -> path.toUri().toString()).orElse(":memory:");
    Properties properties = new Properties();
    // Otherwise a query for the last rowid follows each row that is inserted.
    properties.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    try {
      return new TextIndex(JDBC.createConnection(JDBC.PREFIX + name, properties), file);
    } catch (SQLException e) {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
      throw failed(e);
    }
  }

  private static IOException failed(SQLException cause) {
    return new IOException("The text index of a segment could not be built: " + cause, cause);
  }

  private void fill(EventBatch batch, SortedRows rows, SeriesTable series) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = OFF");
      statement.execute("PRAGMA synchronous = OFF");
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
      connection.setAutoCommit(false);
      statement.execute(SEARCH_SQL);
      statement.execute(SERIES_SEARCH_SQL);
      statement.execute("INSERT INTO search(search, rank) VALUES ('hashsize', " + HASH_BYTES + ")");
      addEvents(batch, rows, series);
      addSeries(series);
      statement.execute("INSERT INTO search(search) VALUES ('optimize')");
      statement.execute("INSERT INTO series_search(series_search) VALUES ('optimize')");
      connection.commit();
    }
  }

  private void addEvents(EventBatch batch, SortedRows rows, SeriesTable series)
      throws SQLException {
    if (batch.texts().isEmpty()) {
      return;
    }
    byte[][] documents = new byte[series.count() + 1][];
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO search(rowid, labels, text)"
                + " VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT))")) {
      for (int n = 1; n <= rows.size(); n++) {
        int row = rows.row(n - 1);
        if (!batch.texts().has(row)) {
          continue;
        }
        int id = series.id(batch.series(row));
        if (documents[id] == null) {
          documents[id] = series.document(id);
        }
        byte[] text = new byte[batch.texts().size(row)];
        batch.texts().copy(row, text, 0);
        insert.setLong(1, n);
        insert.setBytes(2, documents[id]);
        insert.setBytes(3, text);
        insert.executeUpdate();
      }
    }
  }

  private void addSeries(SeriesTable series) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO series_search(rowid, labels) VALUES (?, CAST(? AS TEXT))")) {
      for (int id = 1; id <= series.count(); id++) {
        if (series.hasEventsWithoutText(id)) {
          insert.setLong(1, id);
          insert.setBytes(2, series.document(id));
          insert.executeUpdate();
        }
      }
    }
  }

  /** The statement that creates a shadow table, exactly as FTS5 wrote it. */
  String sql(String table) throws IOException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT sql FROM sqlite_schema WHERE name = ?")) {
      select.setString(1, table);
      try (ResultSet result = select.executeQuery()) {
        if (!result.next()) {
          throw new IllegalStateException("Expected FTS5 to keep a table " + table);
        }
        return result.getString(1);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The records of {@code <table>_idx}, in key order. */
  List<byte[]> indexRecords(String table) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT segid, term, pgno FROM " + table + "_idx ORDER BY segid, term")) {
      while (result.next()) {
        RecordBuilder record = new RecordBuilder().add(result.getLong(1));
        records.add(record.addBlob(result.getBytes(2)).add(result.getLong(3)).toBytes());
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return records;
  }

  /** The records of {@code <table>_config}: only what readers need, which is the version. */
  List<byte[]> configRecords(String table) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT k, v FROM " + table + "_config WHERE k = 'version'")) {
      while (result.next()) {
        records.add(new RecordBuilder().add(result.getString(1)).add(result.getLong(2)).toBytes());
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return records;
  }

  /**
   * The rows of {@code <table>_data}: the index itself, in order of its pages. They are read one by
   * one, so that memory does not grow with the index.
   */
  TableRows dataRows(String table) {
    return new TableRows() {
      @Override
      public void measure(Sizes sizes) throws IOException {
        read(Long.MIN_VALUE, Long.MAX_VALUE, (id, record) -> sizes.add(id, record.length));
      }

      @Override
      public void write(long first, long last, Records records) throws IOException {
        read(
            first,
            last,
            (id, record) -> {
              int at = records.next(id, record.length);
              System.arraycopy(record, 0, records.bytes(), at, record.length);
            });
      }

      private void read(long first, long last, DataSink sink) throws IOException {
        try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, block FROM " + table + "_data WHERE id BETWEEN ? AND ? ORDER BY id")) {
          select.setLong(1, first);
          select.setLong(2, last);
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              byte[] block = row.getBytes(2);
              sink.accept(row.getLong(1), new RecordBuilder().addNull().addBlob(block).toBytes());
            }
          }
        } catch (SQLException e) {
          throw failed(e);
        }
      }
    };
  }

  /** Takes rows of a shadow table. */
  private interface DataSink {
    void accept(long id, byte[] record) throws IOException;
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    }
  }
}
