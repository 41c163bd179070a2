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

  /** Of the clock that tells the processor time of a process: no less can be told from nothing. */
  private static final double CPU_CLOCK_NANOS = 10e6;

  private static final int WARM_UPS = 30;
  private static final int RUNS = 5;

  private final DaySegment day;
  private final String subject;

  FullScanCase(DaySegment day) {
    this.day = day;
    this.subject = "full scan of " + day.size();
  }

  /**
   * From an archive on disk.
   *
   * @param folder empty, for a copy of the segment
   */
  void runInFolder(Path folder, Consumer<Row> rows) throws Exception {
    Path copy = folder.resolve(day.file().key());
    Files.createDirectories(copy.getParent());
    Files.copy(day.file().path(), copy);
    ArchiveUrl url = ArchiveUrl.parse(folder.toUri().toString());
    compare("file archive", () -> Site.open(url, StoreOptions.DEFAULT), rows);
  }

  /** From a server, without delay: bytes through the proxy, times without it. */
  void run(Site site, Consumer<Row> rows) throws Exception {
    site.upload("scan", List.of(day.file()));
    site.proxy().reset();
    try (Archive archive = site.open("scan")) {
      scan(archive);
    }
    double bytes = site.proxy().traffic().bytes();
    rows.accept(
        Row.atMost(
            subject, site.name(), "bytes, listing too / table", bytes / day.tableBytes(), 1.02));
    compare(site.name() + " 0 ms", () -> site.openDirectly("scan"), rows);
  }

  /** Opens an archive with nothing cached. */
  @FunctionalInterface
  private interface Opening {
    Archive open() throws IOException;
  }

  private void compare(String store, Opening opening, Consumer<Row> rows) throws Exception {
    List<Stopwatch> peer = new ArrayList<>();
    List<Stopwatch> ours = new ArrayList<>();
    long server = 0;
    for (int i = 0; i < WARM_UPS + RUNS; i++) {
      peer.add(Stopwatch.once(this::scanLocally));
      long serverBefore = ServerThreads.cpuNanos();
      ours.add(
          Stopwatch.once(
              () -> {
                try (Archive archive = opening.open()) {
                  scan(archive);
                }
              }));
      server += i < WARM_UPS ? 0 : ServerThreads.cpuNanos() - serverBefore;
    }
    double millis = medianMillis(peer);
    rows.accept(Row.told(subject, "local file", "ms, sqlite-jdbc", millis));
    rows.accept(
        Row.atMost(subject, store, "wall / sqlite-jdbc", medianMillis(ours) / millis, 1.15));
    double peerNanos = Math.max(CPU_CLOCK_NANOS, totalCpuNanos(peer));
    rows.accept(
        Row.told(
            subject,
            store,
            "CPU of the client / sqlite-jdbc",
            (totalCpuNanos(ours) - server) / peerNanos));
    rows.accept(Row.told(subject, store, "CPU of the server / sqlite-jdbc", server / peerNanos));
  }

  private static double totalCpuNanos(List<Stopwatch> runs) {
    return runs.subList(WARM_UPS, runs.size()).stream().mapToLong(Stopwatch::cpuNanos).sum();
  }

  private static double medianMillis(List<Stopwatch> runs) {
    return median(runs).wallNanos() / 1e6;
  }

  private static Stopwatch median(List<Stopwatch> runs) {
    return Stopwatch.median(runs.subList(WARM_UPS, runs.size()));
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
