package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.jdbc.MeasuredStatement;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What it takes until a statement can run. */
final class PlanningCase {

  private static final int FEW = 10;

  private final LocalArchive few;
  private final LocalArchive many;
  private final int segments;
  private final int warmUps;
  private final int runs;
  private int number;

  /**
   * @param folder empty
   */
  PlanningCase(Scale scale, Path folder) throws IOException {
    segments = scale.listedSegments();
    warmUps = scale.plannings();
    runs = scale.plannings();
    few = write(FEW, folder.resolve("few"), Files.createDirectory(folder.resolve("files1")));
    many = write(segments, folder.resolve("many"), Files.createDirectory(folder.resolve("files2")));
  }

  private static LocalArchive write(int count, Path folder, Path scratch) throws IOException {
    LocalArchive archive = LocalArchive.in(folder);
    for (SegmentFile file : new SmallSegments(count).write(scratch)) {
      archive.add(file);
    }
    return archive.withLabels();
  }

  void run(Consumer<Row> rows) throws IOException, SQLException {
    try (Archive fewArchive = few.open();
        Archive manyArchive = many.open();
        Connection small = TsdbConnections.open(fewArchive, new Properties());
        Connection large = TsdbConnections.open(manyArchive, new Properties())) {
      double repeated = repeated(large);
      double repeatedByStatement = repeatedByStatement(small);
      List<Double> ofFew = new ArrayList<>();
      List<Double> ofMany = new ArrayList<>();
      IntFunction<String> simple =
          n -> "SELECT ts, value FROM events WHERE host = 'host_" + n + "' AND value > " + n;
      for (int i = 0; i < warmUps + runs; i++) {
        ofFew.add(prepare(small, simple.apply(number++)));
        ofMany.add(prepare(large, simple.apply(number++)));
      }
      IntFunction<String> grouped =
          n ->
              "SELECT time_bucket('1 hour', ts), avg(value) FROM events WHERE value > "
                  + n
                  + " GROUP BY 1 ORDER BY 1";
      List<Double> ofGroups = new ArrayList<>();
      for (int i = 0; i < warmUps + runs; i++) {
        ofGroups.add(prepare(large, grouped.apply(number++)));
      }
      String subject = "planning";
      String store = LocalArchive.STORE;
      rows.accept(Row.atMost(subject, store, "ms, repeated, prepared", repeated, 0.1));
      rows.accept(
          Row.atMost(subject, store, "ms, repeated, by Statement", repeatedByStatement, 0.1));
      rows.accept(Row.told(subject, store, "ms, new simple statement", median(ofMany)));
      rows.accept(Row.told(subject, store, "ms, new grouped statement", median(ofGroups)));
      rows.accept(
          Row.atMost(
              subject,
              store,
              String.format(Locale.ROOT, "new, %,d segments / %d", segments, FEW),
              median(ofMany) / median(ofFew),
              1.25));
    }
  }

  private double repeated(Connection connection) throws SQLException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < warmUps + runs; i++) {
      times.add(prepare(connection, "SELECT ts, value FROM events WHERE host = 'host_1'"));
    }
    return median(times);
  }

  private double repeatedByStatement(Connection connection) throws SQLException {
    List<Double> times = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      MeasuredStatement measured = statement.unwrap(MeasuredStatement.class);
      for (int i = 0; i < warmUps + runs; i++) {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM events")) {
          row.next();
          Answers.require("events", 100L * FEW, row.getLong(1));
        }
        times.add(measured.statistics().stages().planning().toNanos() / 1e6);
      }
    }
    return median(times);
  }

  /** Milliseconds. */
  private static double prepare(Connection connection, String sql) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      long end = System.nanoTime();
      Answers.require("parameters", 0, statement.getParameterMetaData().getParameterCount());
      return (end - start) / 1e6;
    }
  }

  /** Of those after the warm-up. */
  private double median(List<Double> all) {
    List<Double> times = new ArrayList<>(all.subList(warmUps, all.size()));
    Collections.sort(times);
    return times.get(times.size() / 2);
  }
}
