package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All rows of a large segment, nothing cached, against sqlite-jdbc on the local file. */
final class FullScanCase {

  private static final int WARM_UPS = 1;
  private static final int RUNS = 5;

  private final DaySegment day;
  private final Site site;
  private final Path folder;

  /**
   * @param site where the segment lies in the archive {@code day}
   * @param folder empty, for a second copy
   */
  FullScanCase(DaySegment day, Site site, Path folder) {
    this.day = day;
    this.site = site;
    this.folder = folder;
  }

  void run(Consumer<Row> rows) throws Exception {
    String subject = "full scan of " + day.size();
    site.proxy().reset();
    try (Archive archive = site.open("day")) {
      scan(archive);
    }
    double bytes = site.proxy().traffic().bytes();
    rows.accept(
        Row.atMost(
            subject, site.name(), "bytes, listing too / table", bytes / day.tableBytes(), 1.02));

    Path copy = folder.resolve(day.file().key());
    Files.createDirectories(copy.getParent());
    Files.copy(day.file().path(), copy);
    List<Stopwatch> local = new ArrayList<>();
    List<Stopwatch> file = new ArrayList<>();
    List<Stopwatch> network = new ArrayList<>();
    for (int i = 0; i < WARM_UPS + RUNS; i++) {
      local.add(Stopwatch.once(this::scanLocally));
      file.add(Stopwatch.once(this::scanFolder));
      network.add(Stopwatch.once(this::scanSite));
    }
    double peer = medianMillis(local);
    rows.accept(Row.told(subject, "local file", "ms, sqlite-jdbc", peer));
    rows.accept(
        Row.atMost(subject, "file archive", "wall / sqlite-jdbc", medianMillis(file) / peer, 1.15));
    rows.accept(
        Row.atMost(
            subject,
            site.name() + " 0 ms",
            "wall / sqlite-jdbc",
            medianMillis(network) / peer,
            1.15));
  }

  private static double medianMillis(List<Stopwatch> runs) {
    return Stopwatch.median(runs.subList(WARM_UPS, runs.size())).wallNanos() / 1e6;
  }

  private void scanFolder() throws IOException, SQLException {
    ArchiveUrl url = ArchiveUrl.parse(folder.toUri().toString());
    try (Archive archive = Archive.open(url, StoreOptions.DEFAULT)) {
      scan(archive);
    }
  }

  private void scanSite() throws IOException, SQLException {
    try (Archive archive = site.open("day")) {
      scan(archive);
    }
  }

  private void scan(Archive archive) throws IOException, SQLException {
    for (Segment segment : archive.catalog().segments(TimeRange.ALL)) {
      try (SegmentDatabase database = archive.databases().open(segment)) {
        database.warm(new RowRange(1, segment.name().rows()));
        scan(database.connection());
      }
    }
  }

  private void scanLocally() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + day.file().path())) {
      scan(connection);
    }
  }

  private void scan(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(value), sum(value), max(ts) FROM sample")) {
      row.next();
      Answers.require("events of a full scan", day.rows(), row.getLong(1));
    }
  }
}
