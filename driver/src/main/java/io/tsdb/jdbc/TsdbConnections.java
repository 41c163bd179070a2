package io.tsdb.jdbc;

import io.tsdb.archive.Archive;
import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.calcite.TsdbSql;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;

/** Opens connections, of a URL or of an archive that a program has opened itself. */
public final class TsdbConnections {

  // As text: linking to the class would load it. Its package is never relocated.
  private static final String SQLITE_DRIVER = "org.sqlite.JDBC";

  private TsdbConnections() {}

  /**
   * A connection to an archive that is open already. Closing it leaves the archive open.
   *
   * @param properties of {@link TsdbProperty} only {@code start}, {@code end} and {@code
   *     memoryLimit} matter here
   */
  public static Connection open(Archive archive, Properties properties) throws SQLException {
    Map<TsdbProperty, String> values = TsdbUrl.read(properties);
    return connect(
        archive,
        TsdbUrl.PREFIX + ArchiveUrl.redact(archive.store().location()),
        TsdbUrl.restriction(values),
        MemorySize.limit(values),
        () -> {});
  }

  /** A connection with an archive of its own, which is closed with it. */
  static Connection open(TsdbUrl url) throws SQLException {
    TimeRange restriction = url.restriction();
    long memoryLimit = url.memoryLimit();
    WarmUp.start();
    Archive archive = archive(url);
    try {
      TsdbConnection connection =
          connect(archive, url.toString(), restriction, memoryLimit, () -> close(archive));
      // What a first query would read in any case: it tells a wrong bucket, host or key at once.
      SchemaTables.read(connection);
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      try {
        archive.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Archive archive(TsdbUrl url) throws SQLException {
    try {
      ArchiveUrl location = ArchiveUrl.parse(url.archive());
      // A store takes a folder that does not exist for an archive not written to yet. Who connects
      // to read has most likely mistyped it.
      if (location instanceof ArchiveUrl.File file && !Files.isDirectory(file.root())) {
        throw SqlState.NO_SUCH_ARCHIVE.error(
            "Expected an archive at " + location + ", found no folder there");
      }
      StoreOptions options =
          StoreOptions.DEFAULT
              .withKeys(
                  location instanceof ArchiveUrl.S3 ? url.accessKeyId() : Optional.empty(),
                  location instanceof ArchiveUrl.S3 ? url.secretAccessKey() : Optional.empty(),
                  url.value(TsdbProperty.SESSION_TOKEN))
              .withToken(url.token());
      BorrowedDriver.load(SQLITE_DRIVER);
      return Archive.open(
          location,
          ArchiveOptions.of(options).withCacheDir(url.cacheDir()).withListingTtl(url.listingTtl()));
    } catch (IOException e) {
      throw QueryErrors.ofArchive(e, SqlState.CANNOT_CONNECT);
    } catch (RuntimeException | LinkageError e) {
      throw QueryErrors.ofConnecting(e);
    }
  }

  private static void close(Archive archive) throws SQLException {
    try {
      archive.close();
    } catch (IOException e) {
      throw QueryErrors.ofArchive(e, SqlState.CONNECTION_FAILED);
    }
  }

  private static TsdbConnection connect(
      Archive archive,
      String url,
      TimeRange restriction,
      long memoryLimit,
      TsdbConnection.Resource resource)
      throws SQLException {
    WarmUp.awaitConnecting();
    CalciteConnection calcite = CalciteConnections.open(TsdbSql.connectionProperties());
    TsdbSql.install(calcite, archive, restriction);
    return new TsdbConnection(calcite, url, memoryLimit, resource);
  }
}
