package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlline.SqlLine;

class SqllineIT {

  private static String run(String... commands) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-d", EarthquakeArchive.DRIVER, "-u", EarthquakeArchive.url(), "-n", "", "-p", ""));
    for (String command : commands) {
      arguments.add("-e");
      arguments.add(command);
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    SqlLine sqlline = new SqlLine();
    try (PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      sqlline.setOutputStream(stream);
      sqlline.setErrorStream(stream);
      sqlline.begin(arguments.toArray(String[]::new), null, false);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void queries_printTheirRows() throws Exception {
    assertThat(
            run(
                "!set outputformat csv",
                "SELECT count(*) AS n, max(\"value\") AS strongest FROM events;",
                "SELECT ts, text FROM events ORDER BY ts LIMIT 1;"))
        .contains("'" + EarthquakeArchive.EVENTS + "'")
        .contains("strongest")
        .doesNotContain("Error");
  }

  @Test
  void commands_readTheMetadata() throws Exception {
    assertThat(run("!set outputformat csv", "!tables", "!columns events", "!dbinfo"))
        .contains("'events'", "'segments'", "'ts'", "'TIMESTAMP'", "getDatabaseProductName")
        .doesNotContain("Error:", "Exception");
  }

  @Test
  void failure_tellsStateAndPosition() throws Exception {
    assertThat(run("SELECT nothing FROM events;")).contains("42703", "line 1, column 8");
  }
}
