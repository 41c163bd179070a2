package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * A day of 24 segments, one an hour, none of them read or listed before, aggregated through a
 * connection of the driver whose tables were looked at, as tools do.
 */
final class HoursCase {

  private static final int HOURS = 24;
  private static final int SERIES = 100;
  private static final int WARM_UPS = 5;

  private final int hourRows;
  private final List<SegmentFile> files;

  private HoursCase(int hourRows, List<SegmentFile> files) {
    this.hourRows = hourRows;
    this.files = files;
  }

  /**
   * Writes the segments.
   *
   * @param folder empty
   */
  static HoursCase write(Scale scale, Path folder) throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    Readings readings = new Readings(SERIES);
    for (int hour = 0; hour < HOURS; hour++) {
      files.add(
          SegmentFiles.writeOne(
              readings.batch(
                  scale.hourRows(),
                  Readings.DAY + hour * Readings.HOUR_MILLIS,
                  Readings.HOUR_MILLIS),
              "writer",
              SealRange.of(hour + 1),
              folder));
    }
    return new HoursCase(scale.hourRows(), files);
  }

  void run(Site site, Consumer<Row> rows) throws Exception {
    site.upload("hours", files);
    // what a Java program takes to warm up is not what is measured here
    for (int i = 0; i < WARM_UPS; i++) {
      ask(site);
    }
    site.proxy().delay(Site.ROUND_TRIP);
    try {
      Stopwatch time = ask(site);
      Traffic traffic = site.proxy().traffic();
      String subject = "24 segments of a day, mean by hour, cold";
      rows.accept(Row.atMost(subject, site.name(), "requests", traffic.requests(), 25));
      rows.accept(Row.atMost(subject, site.name(), "round trips", traffic.chain(), 2));
      rows.accept(Row.told(subject, site.name(), "ms", time.wallNanos() / 1e6));
    } finally {
      site.proxy().delay(Duration.ZERO);
    }
  }

  /** Asks with nothing cached. */
  private Stopwatch ask(Site site) throws Exception {
    try (Archive archive = site.open("hours");
        Connection connection = TsdbConnections.open(archive, new Properties());
        Statement statement = connection.createStatement()) {
      connection.getMetaData().getTables(null, null, "%", null).close();
      site.proxy().reset();
      return Stopwatch.once(() -> ask(statement));
    }
  }

  private void ask(Statement statement) throws SQLException {
    try (ResultSet hours =
        statement.executeQuery(
            "SELECT time_bucket('1 hour', ts), count(*), avg(value) FROM events GROUP BY 1")) {
      int count = 0;
      while (hours.next()) {
        Answers.require("events of an hour", hourRows, hours.getLong(2));
        count++;
      }
      Answers.require("hours", HOURS, count);
    }
  }
}
