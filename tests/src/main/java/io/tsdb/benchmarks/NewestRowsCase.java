package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.jdbc.MeasuredStatement;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/** The newest rows of many segments of 100 events each, and the first ones as a grid reads them. */
final class NewestRowsCase {

  private static final int ROWS = 200;

  private final LocalArchive archive;
  private final int segments;

  /**
   * @param folder empty
   */
  NewestRowsCase(Scale scale, Path folder) throws IOException {
    this.segments = scale.listedSegments();
    this.archive = LocalArchive.in(folder.resolve("archive"));
    Path files = Files.createDirectory(folder.resolve("files"));
    for (SegmentFile file : new SmallSegments(segments).write(files)) {
      archive.add(file);
    }
    archive.withLabels();
  }

  void run(Consumer<Row> rows) throws IOException, SQLException {
    ask(
        String.format(Locale.ROOT, "newest 200 rows of %,d segments", segments),
        "SELECT * FROM events ORDER BY ts DESC LIMIT " + ROWS,
        rows);
    ask(
        String.format(Locale.ROOT, "first 200 rows of %,d segments", segments),
        "SELECT * FROM events",
        rows);
  }

  private void ask(String subject, String sql, Consumer<Row> rows)
      throws IOException, SQLException {
    try (Archive opened = archive.open();
        Connection connection = TsdbConnections.open(opened, new Properties());
        Statement statement = connection.createStatement()) {
      statement.setMaxRows(ROWS);
      long count = 0;
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          count++;
        }
      }
      Answers.require("rows", ROWS, count);
      QueryStatistics cost = statement.unwrap(MeasuredStatement.class).statistics();
      String store = LocalArchive.STORE;
      rows.accept(Row.atMost(subject, store, "segments opened", cost.segmentsOpened(), 2));
      rows.accept(Row.told(subject, store, "rows leaving segments", cost.rowsGathered()));
      rows.accept(Row.told(subject, store, "requests", cost.reads().requests()));
      rows.accept(Row.told(subject, store, "KiB fetched", cost.reads().bytesFetched() / 1024.0));
    }
  }
}
