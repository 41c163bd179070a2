package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadCounts;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.jdbc.MeasuredStatement;
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
      Cost cost = ask(site);
      Traffic traffic = site.proxy().traffic();
      String subject = "24 segments of a day, mean by hour, cold";
      rows.accept(Row.atMost(subject, site.name(), "requests", traffic.requests(), 25));
      ReadCounts reads = cost.reads();
      long counted = reads.requests() + reads.listings();
      rows.accept(Row.told(subject, site.name(), "requests, as the query counts", counted));
      rows.accept(Row.atMost(subject, site.name(), "round trips", reads.roundTrips(), 2));
      rows.accept(
          Row.told(subject, site.name(), "round trips by the clock, at most", traffic.chain()));
      rows.accept(Row.told(subject, site.name(), "ms", cost.time().wallNanos() / 1e6));
    } finally {
      site.proxy().delay(Duration.ZERO);
    }
  }

  /**
   * What asking took.
   *
   * @param reads as the statement counts them
   */
  private record Cost(Stopwatch time, ReadCounts reads) {}

  /** Asks with nothing cached. */
  private Cost ask(Site site) throws Exception {
    try (Archive archive = site.open("hours");
        Connection connection = TsdbConnections.open(archive, new Properties());
        Statement statement = connection.createStatement()) {
      connection.getMetaData().getTables(null, null, "%", null).close();
      site.proxy().reset();
      Stopwatch time = Stopwatch.once(() -> ask(statement));
      return new Cost(time, statement.unwrap(MeasuredStatement.class).statistics().reads());
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
