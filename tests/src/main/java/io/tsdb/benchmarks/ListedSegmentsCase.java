package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/** What the names of many segments answer. */
final class ListedSegmentsCase {

  private final SmallSegments segments;
  private final List<SegmentFile> files;

  private ListedSegmentsCase(SmallSegments segments, List<SegmentFile> files) {
    this.segments = segments;
    this.files = files;
  }

  /**
   * Writes the segments.
   *
   * @param folder empty
   */
  static ListedSegmentsCase write(Scale scale, Path folder) throws IOException {
    SmallSegments segments = new SmallSegments(scale.listedSegments());
    return new ListedSegmentsCase(segments, segments.write(folder));
  }

  void run(Site site, Consumer<Row> rows) throws IOException, SQLException {
    site.upload("listed", files);
    String subject =
        String.format(Locale.ROOT, "count, min, max over %,d segments", segments.count());
    site.proxy().delay(Site.ROUND_TRIP);
    try (Archive archive = site.open("listed");
        Connection connection = TsdbConnections.open(archive, new Properties())) {
      site.proxy().reset();
      long start = System.nanoTime();
      try (PreparedStatement query =
          connection.prepareStatement("SELECT count(*), min(ts), max(ts) FROM events")) {
        segments.ask(query);
      }
      double millis = (System.nanoTime() - start) / 1e6;
      Traffic traffic = site.proxy().traffic();
      rows.accept(Row.atMost(subject, site.name(), "reads of segments", traffic.segmentReads(), 0));
      rows.accept(Row.told(subject, site.name(), "requests", traffic.requests()));
      rows.accept(Row.told(subject, site.name(), "round trips", traffic.chain()));
      rows.accept(Row.told(subject, site.name(), "ms, planning too", millis));
    } finally {
      site.proxy().delay(Duration.ZERO);
    }
  }
}
