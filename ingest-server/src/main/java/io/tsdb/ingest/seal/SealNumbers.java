package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import io.tsdb.ingest.log.DataFolder;
import io.tsdb.ingest.log.LogException;
import io.tsdb.ingest.log.LogStart;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Finds where a writer's numbers go on. */
final class SealNumbers {

  private SealNumbers() {}

  /**
   * Where the log of a data folder begins, if it has no files. A name that may have been used
   * before, with another data folder, goes on after its highest seal in the archive: two seals of
   * one number would be taken for one.
   *
   * @throws LogException if the archive must be asked and cannot be
   */
  static LogStart start(DataFolder data, Archive archive) throws IOException {
    if (data.hasLog() || data.newlyNamed()) {
      return LogStart.FIRST;
    }
    try {
      return after(data.writer(), archive);
    } catch (IOException e) {
      throw new LogException(
          "Data folder "
              + data.path()
              + " has no log yet, so the numbers of writer "
              + data.writer()
              + " must go on after those in the archive, which cannot be read: "
              + e.getMessage()
              + " Start again when it can, or with a new data folder and no writer's name",
          e);
    }
  }

  private static LogStart after(String writer, Archive archive) throws IOException {
    archive.catalog().refresh();
    List<Segment> own =
        archive.catalog().segments(TimeRange.ALL).stream()
            .filter(segment -> segment.name().writer().equals(writer))
            .toList();
    long lastSeal = own.stream().mapToLong(each -> each.name().seals().last()).max().orElse(0);
    long lastSequence = 0;
    for (Segment segment : own) {
      if (segment.name().seals().last() == lastSeal) {
        lastSequence = Math.max(lastSequence, lastSequence(segment, archive));
      }
    }
    return new LogStart(lastSeal + 1, lastSequence + 1);
  }

  private static long lastSequence(Segment segment, Archive archive) throws IOException {
    try (SegmentDatabase database = archive.databases().open(segment);
        Statement statement = database.connection().createStatement();
        ResultSet row =
            statement.executeQuery("SELECT value FROM segment WHERE key = 'last_seq'")) {
      if (!row.next()) {
        throw new CorruptSegmentException(
            segment.object().key(), "expected last_seq in table segment, found none");
      }
      return row.getLong(1);
    } catch (SQLException e) {
      throw new CorruptSegmentException(segment.object().key(), e.getMessage(), e);
    }
  }
}
