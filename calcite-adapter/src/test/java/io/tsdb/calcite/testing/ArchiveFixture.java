package io.tsdb.calcite.testing;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.vfs.SegmentDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An archive of real segments in a folder, and beside it one segment that holds the same events,
 * for SQLite alone to answer the same questions.
 */
public final class ArchiveFixture implements AutoCloseable {

  private final RecordingStore store;
  private final Archive archive;
  private final Path whole;

  /** Opened at the first question. */
  private Optional<Connection> oracle = Optional.empty();

  private ArchiveFixture(RecordingStore store, Archive archive, Path whole) {
    this.store = store;
    this.archive = archive;
    this.whole = whole;
  }

  /** One seal for each list; a seal may become several files by the folder rule. */
  public static ArchiveFixture of(Path directory, List<List<Event>> seals) throws Exception {
    return of(directory, Map.of("w1", seals));
  }

  /** As {@link #of(Path, List)}, by several writers. */
  public static ArchiveFixture of(Path directory, Map<String, List<List<Event>>> sealsOfWriters)
      throws Exception {
    RecordingStore store = new RecordingStore(new FileStore(directory.resolve("archive")));
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    EventBatch all = new EventBatch();
    long sequence = 0;
    for (var writer : sealsOfWriters.entrySet()) {
      TreeSet<String> labelKeys = new TreeSet<>();
      long seal = 0;
      for (List<Event> events : writer.getValue()) {
        EventBatch batch = new EventBatch();
        for (Event event : events) {
          batch.add(sequence, event);
          all.add(sequence, event);
          sequence++;
          labelKeys.addAll(event.labels().values().keySet());
        }
        seal++;
        for (SegmentFile file : SegmentFiles.write(batch, writer.getKey(), seal, scratch)) {
          store.create(file.key(), Content.of(file.path()));
        }
      }
      new LabelCatalog(store).write(writer.getKey(), labelKeys);
    }
    SegmentFile whole = SegmentFiles.writeOne(all, "oracle", SealRange.of(1), scratch);
    return new ArchiveFixture(store, open(store), whole.path());
  }

  /** The same archive with caches of its own, empty ones. */
  public ColdArchive cold() throws IOException, SQLException {
    return new ColdArchive(whole.getParent().resolveSibling("archive"));
  }

  /** The archive in a store, with nothing cached. */
  public static Archive open(ObjectStore store) throws IOException {
    return new Archive(
        store, new ListingCatalog(store), new SegmentDatabases(ReadOptions.defaults()));
  }

  public Archive archive() {
    return archive;
  }

  /** A connection to all events. */
  public Queries connect() throws SQLException {
    return connect(TimeRange.ALL);
  }

  public Queries connect(TimeRange restriction) throws SQLException {
    return Queries.open(archive, restriction);
  }

  /** Keys of the segments of which anything was read since the last call. */
  public Set<String> takeRead() {
    return store.takeRead();
  }

  /** The folder in which the archive lies. */
  public Path segmentFile(String key) {
    return whole.getParent().resolveSibling("archive").resolve(key);
  }

  /** Whether a segment has a table. */
  public boolean hasTable(String key, String table) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + segmentFile(key));
        var query =
            connection.prepareStatement("SELECT count(*) FROM sqlite_schema WHERE name = ?")) {
      query.setString(1, table);
      try (var row = query.executeQuery()) {
        return row.next() && row.getInt(1) > 0;
      }
    } catch (SQLException e) {
      throw new AssertionError("No segment at " + key, e);
    }
  }

  /** What SQLite answers over all events in one file, as {@link #oracleConnection} shows them. */
  public List<List<Object>> oracle(String sql) throws SQLException {
    if (oracle.isEmpty()) {
      oracle = Optional.of(oracleConnection());
    }
    try (var statement = oracle.get().createStatement();
        var result = statement.executeQuery(sql)) {
      List<List<Object>> rows = new ArrayList<>();
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /**
   * SQLite over one file of all events. Its view {@code events} has columns {@code n} and {@code
   * series} besides, so that a statement can ask the text index; LIKE tells cases apart.
   */
  public Connection oracleConnection() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + whole);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA case_sensitive_like = ON");
      try (var view =
          statement.executeQuery("SELECT sql FROM sqlite_schema WHERE name = 'events'")) {
        view.next();
        String definition =
            view.getString(1)
                .replaceFirst("CREATE VIEW", "CREATE TEMP VIEW")
                .replaceFirst("SELECT", "SELECT s.n AS n, s.series AS series,");
        statement.execute(definition);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    if (oracle.isPresent()) {
      oracle.get().close();
    }
    archive.close();
  }
}
