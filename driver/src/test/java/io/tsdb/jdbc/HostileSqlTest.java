package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements that nobody means well: each has its right answer or an SQLException with a state that
 * tells why, soon, and the connection goes on.
 */
@Timeout(20)
class HostileSqlTest {

  private static final int EVENTS = TestArchive.EVENTS.size();

  private static final String WORDS =
      "SELECT FROM events WHERE ( ) , . * ? ' \" -> ->> || AND OR NOT IN NULL 1 1e999 ts value text";

  @TempDir static Path folder;

  private static Connection connection;

  @BeforeAll
  static void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
  }

  @AfterAll
  static void close() throws Exception {
    connection.close();
  }

  @AfterEach
  void connectionGoesOn() throws Exception {
    assertThat(column("SELECT count(*) FROM events")).containsExactly((long) EVENTS);
  }

  /** The first column of all rows, after every column was read. */
  private static List<Object> column(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return column(rows);
    }
  }

  private static List<Object> column(ResultSet rows) throws SQLException {
    List<Object> first = new ArrayList<>();
    while (rows.next()) {
      for (int i = rows.getMetaData().getColumnCount(); i > 1; i--) {
        var unused = rows.getObject(i);
      }
      first.add(rows.getObject(1));
    }
    return first;
  }

  /** The state with which a statement fails; empty if it does not. */
  private static Optional<String> state(String sql) {
    try {
      var unused = column(sql);
      return Optional.empty();
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.toString()).isNotNull();
      return Optional.of(e.getSQLState());
    }
  }

  private static Optional<String> tooComplex() {
    return Optional.of(SqlState.TOO_COMPLEX.code());
  }

  private static Optional<String> internal() {
    return Optional.of(SqlState.INTERNAL.code());
  }

  private static String repeated(int count, String separator, String part) {
    return IntStream.range(0, count)
        .mapToObj(i -> part.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(separator));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'open",
        "SELECT \"open FROM events",
        "SELECT `open FROM events",
        "SELECT 1 /* open",
        "SELECT '''",
        "SELECT 1 FROM events WHERE text = 'a",
        "SELECT (((1)",
        "SELECT 1))",
        "SELECT 1; SELECT 2",
        "SELECT 1 FROM events; DROP TABLE events",
        "SELECT * FROM events WHERE \0",
        "\0",
        "SELECT \0 FROM events",
        "SELECT X'0",
        ";;;",
        "'",
        "--",
        "🂡",
        "SELECT * FROM events ORDER BY",
        "SELECT CASE END FROM events",
        "SELECT ts FROM events WHERE value IN ()",
        "WITH a AS (SELECT 1"
      })
  void text_thatIsNoStatement_isASyntaxError(String sql) {
    assertThat(state(sql)).contains(SqlState.SYNTAX_ERROR.code());
  }

  @Test
  void garbage_isRefused() {
    Random random = new Random(1);
    String[] words = WORDS.split(" ");
    for (int i = 0; i < 500; i++) {
      StringBuilder sql = new StringBuilder(i % 2 == 0 ? "SELECT " : "");
      int length = 1 + random.nextInt(12);
      for (int j = 0; j < length; j++) {
        sql.append(
            i % 5 == 0
                ? Character.toString(random.nextInt(0xD800))
                : words[random.nextInt(words.length)] + " ");
      }
      // an answer is as good: some heaps of words are statements
      assertThat(state(sql.toString())).as("garbage %d: %s", i, sql).isNotEqualTo(internal());
    }
  }

  @Test
  void literal_ofAMegabyte_isAValue() throws Exception {
    String literal = "'" + "ä".repeat(1 << 20) + "'";
    assertThat(column("SELECT ts FROM events WHERE text = " + literal)).isEmpty();
    assertThat(column("SELECT ts FROM events WHERE text <> " + literal)).hasSize(2);
    assertThat(state("SELECT " + literal)).isIn(Optional.empty(), tooComplex());
    assertThat(state("SELECT " + "9".repeat(100_000))).isPresent().isNotEqualTo(internal());
  }

  @Test
  void nul_inALiteral_isAValue() throws Exception {
    assertThat(column("SELECT ts FROM events WHERE text = 'a\0b'")).isEmpty();
    assertThat(column("SELECT ts FROM events WHERE sensor_id > '\0'")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"value\" | #        | 25.5                     | 1 | 2",
        "\"value\" | -#.5e1   | -1000                    | 1 | 2",
        "\"text\"  | 'text #' | 'Zerbrochen angekommen ☹' | 1 | 1",
        "sensor_id | 's#'     | 'sensor-1'               | 2 | 1"
      })
  void list_of10000_isDecided(String operand, String others, String found, long in, long notIn)
      throws Exception {
    String list = repeated(10_000, ", ", others) + ", " + found;
    String counted = "SELECT count(*) FROM events WHERE " + operand;
    assertThat(column(counted + " IN (" + list + ")")).containsExactly(in);
    assertThat(column(counted + " NOT IN (" + list + ")")).containsExactly(notIn);
    assertThat(column(counted + " IN (" + list + ", NULL)")).containsExactly(in);
    assertThat(column(counted + " NOT IN (" + list + ", NULL)")).containsExactly(0L);
  }

  @Test
  void columns_1000_areDelivered() throws Exception {
    String sums = repeated(1_000, ", ", "\"value\" + # AS c#");
    assertThat(column("SELECT " + sums + " FROM events")).hasSize(EVENTS);
    String times = repeated(1_000, ", ", "ts AS c#");
    assertThat(column("SELECT " + times + " FROM events")).hasSize(EVENTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "( | )",
        "NOT ( | )",
        "- ( | )",
        "upper( | )",
        "CASE WHEN 1 = 1 THEN | END",
        "(SELECT | )"
      })
  void nesting_isAnsweredOrRefused(String open, String close) {
    for (int depth : new int[] {20, 20_000}) {
      String sql = "SELECT " + (open + " ").repeat(depth) + "1" + (" " + close).repeat(depth);
      assertThat(state(sql)).as("%d times %s", depth, open).isNotEqualTo(internal());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" OR ", " AND "})
  void conditions_2000_areAnsweredOrTooComplex(String operator) {
    for (String condition : List.of("text <> 't#'", "text || '#' <> upper(id)")) {
      assertThat(state("SELECT ts FROM events WHERE " + repeated(2_000, operator, condition)))
          .as(condition)
          .isIn(Optional.empty(), tooComplex());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ts FROM events WHERE ts > ?",
        "SELECT ts FROM events WHERE \"value\" > ?",
        "SELECT ts FROM events LIMIT ?"
      })
  void parameter_ofAnotherType_isRefused(String sql) throws Exception {
    for (Object parameter : new Object[] {"no time, no number", new byte[] {1}, List.of()}) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        String state = null;
        try {
          statement.setObject(1, parameter);
          var unused = column(statement.executeQuery());
        } catch (SQLException e) {
          state = e.getSQLState();
        }
        assertThat(state)
            .as("%s of %s", sql, parameter)
            .isNotNull()
            .isNotEqualTo(SqlState.INTERNAL.code());
      }
    }
  }
}
