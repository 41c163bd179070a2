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
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Many segments of a day, of 100 events each.
 *
 * @param count how many
 */
record SmallSegments(int count) {

  private static final int ROWS = 100;
  private static final int SERIES = 10;

  /** Writes them, one after the other in time. */
  List<SegmentFile> write(Path folder) throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    Readings readings = new Readings(SERIES);
    long span = Readings.DAY_MILLIS / count;
    for (int i = 0; i < count; i++) {
      files.add(
          SegmentFiles.writeOne(
              readings.batch(ROWS, Readings.DAY + i * span, span),
              "writer",
              SealRange.of(i + 1L),
              folder));
    }
    return files;
  }

  /**
   * Runs a query through the driver.
   *
   * @param query whose first column counts all events
   */
  void ask(Archive archive, String query) throws SQLException {
    try (Connection connection = TsdbConnections.open(archive, new Properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      Answers.require("events of small segments", (long) count * ROWS, row.getLong(1));
    }
  }
}
