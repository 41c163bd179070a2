package io.tsdb.benchmarks;

import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A segment that holds a day of numeric events of 1,000 series, evenly spread.
 *
 * @param file on local disk
 * @param rows how many events
 * @param bytes of the whole file
 * @param tableBytes of the pages of its table {@code sample}
 */
record DaySegment(SegmentFile file, int rows, long bytes, long tableBytes) {

  private static final int SERIES = 1_000;

  static DaySegment write(int rows, Path folder) throws IOException, SQLException {
    SegmentFile file =
        SegmentFiles.writeOne(
            new Readings(SERIES).batch(rows, Readings.DAY, Readings.DAY_MILLIS),
            "writer",
            SealRange.of(1),
            folder);
    return new DaySegment(file, rows, Files.size(file.path()), tableBytes(file.path()));
  }

  private static long tableBytes(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sum(pgsize) FROM dbstat WHERE name = 'sample' AND aggregate = 1")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** How many events lie in a span of time from the start of the day on. */
  long rowsBefore(long millis) {
    // event i has the time floor(day * i / rows)
    return (millis * rows + Readings.DAY_MILLIS - 1) / Readings.DAY_MILLIS;
  }

  /** Bytes of the table that so many rows take; all rows are about as long. */
  double bytesOf(long count) {
    return (double) tableBytes * count / rows;
  }

  /** Such as {@code 256 MB}. */
  String size() {
    return String.format(Locale.ROOT, "%d MB", Math.round(bytes / 1e6));
  }
}
