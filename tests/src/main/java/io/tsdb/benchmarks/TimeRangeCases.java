package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Parts of a day's segment by time: cold, and when its head has been read before. */
final class TimeRangeCases {

  private static final long START = Readings.DAY + 13 * Readings.HOUR_MILLIS;

  private final DaySegment day;
  private final Site site;

  TimeRangeCases(DaySegment day, Site site) {
    this.day = day;
    this.site = site;
  }

  void run(Consumer<Row> rows) throws IOException, SQLException {
    site.proxy().delay(Site.ROUND_TRIP);
    try {
      coldHour(rows);
      hourWithHead(rows);
      halfHourWithHead(rows);
      oneRowWithHead(rows);
    } finally {
      site.proxy().delay(Duration.ZERO);
    }
  }

  private void coldHour(Consumer<Row> rows) throws IOException, SQLException {
    String subject = "1 hour of a " + day.size() + " day, cold";
    TimeRange hour = range(Readings.HOUR_MILLIS);
    try (Archive archive = site.open("day")) {
      site.proxy().reset();
      long start = System.nanoTime();
      read(archive, onlySegment(archive, hour), hour);
      double millis = (System.nanoTime() - start) / 1e6;
      Traffic traffic = site.proxy().traffic();
      rows.accept(Row.atMost(subject, site.name(), "requests", traffic.requests(), 3));
      rows.accept(Row.atMost(subject, site.name(), "round trips", traffic.chain(), 3));
      rows.accept(Row.told(subject, site.name(), "ms", millis));
    }
  }

  private void hourWithHead(Consumer<Row> rows) throws IOException, SQLException {
    String subject = "1 hour of a " + day.size() + " day, head cached";
    TimeRange hour = range(Readings.HOUR_MILLIS);
    Traffic traffic = withHead(hour);
    double needed = day.bytesOf(count(hour));
    rows.accept(Row.told(subject, site.name(), "requests", traffic.requests()));
    rows.accept(Row.atMost(subject, site.name(), "round trips", traffic.chain(), 1));
    rows.accept(
        Row.atMost(
            subject, site.name(), "bytes / bytes of its pages", traffic.bytes() / needed, 1.1));
  }

  private void halfHourWithHead(Consumer<Row> rows) throws IOException, SQLException {
    TimeRange half = range(Readings.HOUR_MILLIS / 2);
    Traffic traffic = withHead(half);
    String subject = "30 minutes of a " + day.size() + " day, head cached";
    rows.accept(
        Row.told(subject, site.name(), "MiB of its pages", day.bytesOf(count(half)) / (1 << 20)));
    rows.accept(Row.atMost(subject, site.name(), "requests", traffic.requests(), 1));
    rows.accept(Row.atMost(subject, site.name(), "round trips", traffic.chain(), 1));
  }

  private void oneRowWithHead(Consumer<Row> rows) throws IOException, SQLException {
    long time = Readings.DAY + Readings.DAY_MILLIS * (day.rows() / 3) / day.rows();
    Traffic traffic = withHead(new TimeRange(time, time + 1));
    String subject = "1 row by time of a " + day.size() + " day, head cached";
    rows.accept(Row.atMost(subject, site.name(), "requests", traffic.requests(), 1));
    rows.accept(Row.atMost(subject, site.name(), "KiB", traffic.bytes() / 1024.0, 256));
  }

  private static TimeRange range(long millis) {
    return new TimeRange(START, START + millis);
  }

  /** What a range costs when the segment has been listed and opened before, and closed. */
  private Traffic withHead(TimeRange range) throws IOException, SQLException {
    try (Archive archive = site.open("day")) {
      Segment segment = onlySegment(archive, range);
      archive.databases().open(segment).close();
      site.proxy().reset();
      read(archive, segment, range);
      return site.proxy().traffic();
    }
  }

  private static Segment onlySegment(Archive archive, TimeRange range) throws IOException {
    List<Segment> segments = archive.catalog().segments(range);
    if (segments.size() != 1) {
      throw new IllegalStateException("Expected one segment, found " + segments);
    }
    return segments.get(0);
  }

  /** Reads the range as the driver does: its rows, their pages ahead, then SQL. */
  private void read(Archive archive, Segment segment, TimeRange range)
      throws IOException, SQLException {
    try (SegmentDatabase database = archive.databases().open(segment)) {
      RowRange found = database.rows(range);
      database.warm(found);
      try (PreparedStatement statement =
          database
              .connection()
              .prepareStatement(
                  "SELECT count(*), sum(value) FROM sample"
                      + " WHERE n BETWEEN ? AND ? AND ts >= ? AND ts < ?")) {
        statement.setLong(1, found.first());
        statement.setLong(2, found.last());
        statement.setLong(3, range.start());
        statement.setLong(4, range.end());
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          Answers.require("events of " + range, count(range), row.getLong(1));
        }
      }
    }
  }

  private long count(TimeRange range) {
    return day.rowsBefore(range.end() - Readings.DAY)
        - day.rowsBefore(range.start() - Readings.DAY);
  }
}
