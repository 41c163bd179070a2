package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {

  @TempDir Path folder;

  private static void drain(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          var unused = rows.getObject(i);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT FROM events                          | 42601 | line 1, column 8",
        "SELECT * FORM events                        | 42601 | line 1, column 15",
        "SELECT 'open                                | 42601 | line 1, column 8",
        "``                                          | 42601 | empty text",
        "SELECT * FROM evnts                         | 42P01 | Object 'evnts' not found at line 1, column 15; did you mean 'events'?",
        "SELECT * FROM tsb.events                    | 42P01 | did you mean 'tsdb'?",
        "SELECT * FROM other.events                  | 42P01 | 'other' not found",
        "SELECT \"valeu\" FROM events                | 42703 | did you mean 'value'?",
        "SELECT sensorid FROM events                 | 42703 | did you mean 'sensor_id'?",
        "SELECT substrng(text, 1) FROM events        | 42883 | did you mean 'SUBSTRING'?",
        "SELECT nothing(ts) FROM events              | 42883 | nothing(<TIMESTAMP>)",
        "SELECT ts + TRUE FROM events                | 42804 | Cannot apply '+'",
        "DELETE FROM events                          | 25006 | read-only",
        "EXPLAIN PLAN FOR DELETE FROM events         | 25006 | read-only",
        "SELECT 1 / 0                                | 22012 | Division by zero",
        "SELECT CAST(sensor_id AS INTEGER) FROM events WHERE sensor_id IS NOT NULL | 22018 | sensor-1",
        "SELECT * FROM events WHERE events('\"open')  | 42601 | open",
        "SELECT * FROM events WHERE events('a OR )') | 42601 | Text search for 'a OR )' is no query: syntax error near \")\" at character 6",
        "SELECT * FROM events WHERE events('a') AND ts < '1999-01-01' AND events('b AND') | 42601 | 'b AND' is no query: syntax error at its end",
        "/* nothing */                               | 42601 | found none",
        "SELECT CAST(text AS DATE) FROM events       | 22007 | Invalid DATE value",
        "SELECT value FROM events WHERE ts > 'x'     | 22007 | Invalid DATE value, 'x'",
        "SELECT text LIKE 'a' ESCAPE 'xx' FROM events | 22025 | Invalid escape character 'xx'",
        "SELECT labels->>'$.' FROM events            | 22023 | bad JSON path: '$.'",
        "SELECT UPPER(text)->>'k' FROM events        | 22032 | malformed JSON",
        "SELECT PERCENT_RANK() OVER (ORDER BY ts) FROM events | 0A000 | No way is known",
      })
  void statement_failsWithStateAndMessage(String sql, String state, String message)
      throws Exception {
    try (Connection connection = DriverManager.getConnection(TestArchive.write(folder))) {
      assertThatThrownBy(() -> drain(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(message)
          .satisfies(
              e -> {
                assertThat(((SQLException) e).getSQLState()).isEqualTo(state);
                assertThat(e.getMessage()).doesNotContain("Exception", "org.apache");
              });
      drain(connection, "SELECT * FROM events");
    }
  }

  @Test
  void limit_ofNull_isToldAsSuch() throws Exception {
    try (Connection connection = DriverManager.getConnection(TestArchive.write(folder))) {
      for (String sql : List.of("SELECT 1 FROM events LIMIT ?", "SELECT 1 FROM events OFFSET ?")) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setObject(1, null);
          assertThatThrownBy(statement::executeQuery)
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("A parameter is null where a value is needed")
              .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22004"));
        }
      }
    }
  }

  @Test
  void corruptSegment_isNamed() throws Exception {
    String url = TestArchive.write(folder);
    Path segment;
    try (Stream<Path> files = Files.walk(folder)) {
      segment = files.filter(file -> file.toString().endsWith(".sqlite")).findFirst().orElseThrow();
    }
    byte[] zeros = new byte[(int) Files.size(segment)];
    Files.write(segment, zeros);
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThatThrownBy(() -> drain(connection, "SELECT * FROM events"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(segment.getFileName().toString())
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("XX001"));
    }
  }

  /** A window holds all 6,250 rows that it is computed over. */
  @Test
  void statement_thatHoldsTooMuch_isRefusedAndLeavesTheConnectionUsable() throws Exception {
    String sql =
        "SELECT max(n) FROM (SELECT ROW_NUMBER() OVER (ORDER BY a.ts, b.ts) AS n FROM events AS a,"
            + " events AS b, events AS c, events AS d, events AS e, (VALUES (1), (2)) AS f) AS g";
    String url = TestArchive.write(folder);
    try (Connection connection = DriverManager.getConnection(url + "?memoryLimit=100KiB")) {
      assertThatThrownBy(() -> drain(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("needs more memory than the 100 KiB that it may have")
          .hasMessageContaining("a window holds the rows that it is computed over")
          .hasMessageContaining("Narrow the statement by ts")
          .hasMessageContaining("raise the property memoryLimit")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53200"));
      drain(connection, "SELECT count(*) FROM events AS a, events AS b");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      drain(connection, sql);
    }
  }

  @Test
  void temporaryFolder_thatTakesNoFile_isToldAsSuch() throws Exception {
    String sql =
        "SELECT DISTINCT a.ts, b.ts, c.ts, d.ts, e.ts FROM events AS a, events AS b,"
            + " events AS c, events AS d, events AS e";
    String url = TestArchive.write(folder);
    String usual = System.setProperty("java.io.tmpdir", folder.resolve("nowhere").toString());
    try (Connection connection = DriverManager.getConnection(url + "?memoryLimit=100KiB")) {
      assertThatThrownBy(() -> drain(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Make room there, or name another folder by -Djava.io.tmpdir")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53100"));
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
    try (Connection connection = DriverManager.getConnection(url + "?memoryLimit=100KiB")) {
      drain(connection, sql);
    }
  }

  @Test
  void deepNesting_isRefusedAndLeavesTheConnectionUsable() throws Exception {
    String sql = "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000);
    try (Connection connection = DriverManager.getConnection(TestArchive.write(folder))) {
      assertThatThrownBy(() -> drain(connection, sql))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("54001"));
      drain(connection, "SELECT 1");
    }
  }

  @Test
  void states_areDistinctAndWellFormed() {
    assertThat(Arrays.stream(SqlState.values()).map(SqlState::code))
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat(code).matches("[0-9A-Z]{5}"));
    for (SqlState state : SqlState.values()) {
      assertThat(state.error("m").getSQLState()).isEqualTo(state.code());
    }
  }
}
