package io.tsdb.benchmarks;

import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
   * Runs a query.
   *
   * @param query whose first column counts all events
   */
  void ask(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      Answers.require("events of small segments", (long) count * ROWS, row.getLong(1));
    }
  }
}
