package io.tsdb.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Many small segments, all of which are opened. They lie in a folder, where no server takes
 * processor time of this process.
 */
final class SmallSegmentsCase {

  private static final String STORE = "file archive";
  private static final int WARM_UPS = 15;
  private static final int RUNS = 5;

  private final SmallSegments segments;
  private final Path folder;
  private final ArchiveUrl local;

  /**
   * @param folder empty, for the segments and an archive of them
   */
  SmallSegmentsCase(Scale scale, Path folder) throws IOException {
    this.segments = new SmallSegments(scale.smallSegments());
    this.folder = folder;
    this.local =
        ArchiveUrl.parse(Files.createDirectory(folder.resolve("archive")).toUri().toString());
  }

  void run(Consumer<Row> rows) throws Exception {
    try (ObjectStore store = ObjectStores.open(local, StoreOptions.DEFAULT)) {
      for (SegmentFile file : segments.write(folder)) {
        store.create(file.key(), Content.of(file.path()));
      }
    }
    String subject =
        String.format(Locale.ROOT, "aggregate over %,d small segments", segments.count());
    List<Stopwatch> runs = new ArrayList<>();
    long descriptors;
    long databases;
    try (Archive archive = Archive.open(local, StoreOptions.DEFAULT);
        Connection connection = TsdbConnections.open(archive, new Properties());
        PreparedStatement aggregate =
            connection.prepareStatement(
                "SELECT count(value), avg(value), max(value) FROM events")) {
      for (int i = 0; i < WARM_UPS; i++) {
        segments.ask(aggregate);
      }
      descriptors = openDescriptors();
      for (int i = 0; i < RUNS; i++) {
        runs.add(Stopwatch.once(() -> segments.ask(aggregate)));
      }
      descriptors = Math.max(0, openDescriptors() - descriptors);
      databases = archive.databases().openDatabases();
    }
    double micros = Stopwatch.median(runs).cpuNanos() / 1e3 / segments.count();
    rows.accept(Row.atMost(subject, STORE, "us of CPU a segment", micros, 100));
    rows.accept(Row.atMost(subject, STORE, "databases left open", databases, 0));
    rows.accept(Row.atMost(subject, STORE, "descriptors left open", descriptors, 0));
  }

  /** Open files and sockets of this process; always 0 where the platform does not tell. */
  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
