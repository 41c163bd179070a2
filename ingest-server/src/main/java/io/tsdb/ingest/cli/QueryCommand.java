package io.tsdb.ingest.cli;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.range.StatisticsLines;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.ingest.http.ResultColumn;
import io.tsdb.ingest.http.ResultFormat;
import io.tsdb.ingest.http.ResultRow;
import io.tsdb.ingest.http.RowWriter;
import io.tsdb.jdbc.MeasuredStatement;
import io.tsdb.jdbc.TsdbProperty;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one statement and prints its rows. */
@Command(
    name = "query",
    description = {
      "Asks an archive one question in SQL and prints the answer.",
      "",
      "Example: tsdb query --archive file:///var/lib/tsdb \\",
      "           \"SELECT time_bucket('1 hour', ts) AS hour, count(*), avg(value) FROM events"
          + " GROUP BY 1 ORDER BY 1\""
    })
final class QueryCommand implements Callable<Integer> {

  /** How rows are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON,
    NDJSON
  }

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = "One of table, csv, json, ndjson. Default: table.")
  private Format format;

  @Option(
      names = "--stats",
      description = "Print to the error output what the query has read, and how long it took.")
  private boolean stats;

  @Option(
      names = "--cache-dir",
      paramLabel = "DIR",
      description =
          "Folder in which the heads of segments are kept, at most 1 GiB, for the queries that"
              + " follow. Default: none.")
  private Path cacheDir;

  @Parameters(arity = "1", paramLabel = "SQL", description = "The statement, in quotes.")
  private String sql;

  @Override
  public Integer call() throws Exception {
    Logs.onlyErrors();
    ArchiveUrl url = archive.readable();
    PrintWriter out = spec.commandLine().getOut();
    QueryStatistics statistics;
    try (Connection connection = DriverManager.getConnection("jdbc:tsdb:" + url, properties())) {
      statistics = print(connection, sql, out, format);
    }
    out.flush();
    if (out.checkError()) {
      throw new Failure("The answer could not be written: its reader has gone away");
    }
    if (stats) {
      PrintWriter err = spec.commandLine().getErr();
      StatisticsLines.of(statistics).forEach(err::println);
      err.flush();
    }
    return 0;
  }

  private Properties properties() {
    Properties properties = new Properties();
    if (cacheDir != null) {
      properties.setProperty(TsdbProperty.CACHE_DIR.key(), cacheDir.toString());
    }
    return properties;
  }

  /** Runs a statement and prints its rows; returns what that has cost. */
  static QueryStatistics print(Connection connection, String sql, PrintWriter out, Format format)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
      RowWriter writer =
          switch (format) {
            case TABLE -> new TableRows(out, columns);
            case CSV -> ResultFormat.CSV.writer(out, columns);
            case JSON -> ResultFormat.JSON.writer(out, columns);
            case NDJSON -> ResultFormat.NDJSON.writer(out, columns);
          };
      ResultRow row = new ResultRow(rows, columns);
      while (rows.next() && !out.checkError()) {
        writer.row(row.values());
      }
      writer.end();
      return statement.unwrap(MeasuredStatement.class).statistics();
    }
  }
}
