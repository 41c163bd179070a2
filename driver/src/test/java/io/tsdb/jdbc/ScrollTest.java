package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tsdb.calcite.execute.RowStore;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.rowset.JdbcRowSet;
import javax.sql.rowset.RowSetProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Result sets of TYPE_SCROLL_INSENSITIVE. */
class ScrollTest {

  private static final String FOUR = "SELECT a FROM (VALUES (1), (2), (3), (4)) AS t(a)";

  /** 2,000 rows of 30,000 characters: more than any heap lets a result set hold. */
  private static final String LARGE =
      "SELECT 100 * a.n + b.n, REPEAT('ab', 15000) FROM "
          + values(20)
          + " AS a(n), "
          + values(100)
          + " AS b(n)";

  @TempDir static Path folder;
  private static String url;
  private static Connection connection;

  @BeforeAll
  static void connect() throws Exception {
    url = TestArchive.write(folder);
    connection = DriverManager.getConnection(url);
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
  }

  private static String values(int count) {
    StringBuilder values = new StringBuilder("(VALUES (0)");
    for (int i = 1; i < count; i++) {
      values.append(", (").append(i).append(')');
    }
    return values.append(')').toString();
  }

  private static Statement scrolling() throws SQLException {
    return connection.createStatement(
        ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
  }

  /** What JDBC 4.3, section 15.2.2, says of a cursor over a list. */
  private static final class ListCursor {

    private final long rows;
    private long position;

    ListCursor(long rows) {
      this.rows = rows;
    }

    boolean to(long number) {
      position = Math.max(0, Math.min(rows + 1, number));
      return isOnRow();
    }

    boolean isOnRow() {
      return position >= 1 && position <= rows;
    }

    void isThatOf(ResultSet result) throws SQLException {
      assertThat(result.getRow()).isEqualTo(isOnRow() ? (int) position : 0);
      assertThat(result.isFirst()).isEqualTo(isOnRow() && position == 1);
      assertThat(result.isLast()).isEqualTo(isOnRow() && position == rows);
      assertThat(result.isBeforeFirst()).isEqualTo(rows > 0 && position == 0);
      assertThat(result.isAfterLast()).isEqualTo(rows > 0 && position == rows + 1);
      if (isOnRow()) {
        assertThat(result.getLong(1)).isEqualTo(position);
        assertThat(result.getString(2)).isEqualTo("row " + position);
      } else {
        assertThatThrownBy(() -> result.getLong(1))
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("24000"));
      }
    }
  }

  private static boolean move(ResultSet result, ListCursor expected, Random random)
      throws SQLException {
    int number = random.nextInt(-(int) expected.rows - 5, (int) expected.rows + 6);
    switch (random.nextInt(10)) {
      case 0 -> {
        return result.absolute(number)
            == expected.to(number < 0 ? expected.rows + 1 + number : number);
      }
      case 1 -> {
        return result.relative(number) == expected.to(expected.position + number);
      }
      case 2 -> {
        return result.first() == expected.to(1);
      }
      case 3 -> {
        return result.last() == expected.to(expected.rows);
      }
      case 4 -> {
        result.beforeFirst();
        return !expected.to(0);
      }
      case 5 -> {
        result.afterLast();
        return !expected.to(expected.rows + 1);
      }
      case 6, 7 -> {
        return result.previous() == expected.to(expected.position - 1);
      }
      default -> {
        return result.next() == expected.to(expected.position + 1);
      }
    }
  }

  private static List<Object[]> numbered(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(i -> new Object[] {i, "row " + i}).toList();
  }

  private static TsdbResultSet result(Rows rows, RowStore store) throws SQLException {
    Column number = new Column("n", "n", "", "", ColumnType.INTEGER);
    Column text = new Column("t", "t", "", "", ColumnType.TEXT);
    return new TsdbResultSet(
        (TsdbStatement) scrolling(), List.of(number, text), new ScrollRows(rows, store));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100000000",
    "1, 100000000",
    "2, 0",
    "127, 0",
    "128, 0",
    "129, 0",
    "1000, 0",
    "1000, 50000",
    "1000, 100000000"
  })
  void moves_areThoseOfAList_inMemoryAndInAFile(int count, long memory) throws SQLException {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      RowStore store = new RowStore(memory, folder);
      ListCursor expected = new ListCursor(count);
      try (ResultSet result = result(Rows.of(numbered(count)), store)) {
        expected.isThatOf(result);
        for (int i = 0; i < 300; i++) {
          assertThat(move(result, expected, random)).isTrue();
          expected.isThatOf(result);
        }
        var unused = result.last();
        assertThat(store.spilledBytes() > 0)
            .isEqualTo(count >= RowStore.BLOCK && 100L * count > memory);
      }
    }
  }

  @Test
  void rows_areFetchedWhenTheyAreAskedFor() throws SQLException {
    List<Object[]> fetched = new ArrayList<>();
    Rows source = Rows.of(numbered(1000));
    Rows counted =
        new Rows() {
          @Override
          public Optional<Object[]> next() throws SQLException {
            Optional<Object[]> row = source.next();
            row.ifPresent(fetched::add);
            return row;
          }

          @Override
          public void close() throws SQLException {
            source.close();
          }
        };
    try (ResultSet result = result(counted, RowStore.create())) {
      assertThat(fetched).isEmpty();
      assertThat(result.isBeforeFirst()).isTrue();
      assertThat(fetched).hasSize(1);
      assertThat(result.absolute(10)).isTrue();
      assertThat(fetched).hasSize(10);
      assertThat(result.previous() && result.first()).isTrue();
      assertThat(fetched).hasSize(10);
      assertThat(result.absolute(-1000)).isTrue();
      assertThat(fetched).hasSize(1000);
    }
  }

  @Test
  void extremeNumbers_standBeforeTheFirstOrAfterTheLastRow() throws SQLException {
    try (Statement statement = scrolling();
        ResultSet rows = statement.executeQuery(FOUR)) {
      assertThat(rows.absolute(Integer.MAX_VALUE)).isFalse();
      assertThat(rows.isAfterLast()).isTrue();
      assertThat(rows.relative(Integer.MAX_VALUE)).isFalse();
      assertThat(rows.relative(-1)).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(4);
      assertThat(rows.absolute(Integer.MIN_VALUE)).isFalse();
      assertThat(rows.isBeforeFirst()).isTrue();
      assertThat(rows.relative(Integer.MIN_VALUE)).isFalse();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
  }

  private static void isScrollable(Statement statement, ResultSet rows) throws SQLException {
    assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_SCROLL_INSENSITIVE);
    assertThat(statement.getResultSetConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
    assertThat(rows.getType()).isEqualTo(ResultSet.TYPE_SCROLL_INSENSITIVE);
    assertThat(rows.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
    assertThat(rows.getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    assertThat(rows.last()).isTrue();
    assertThat(rows.getRow()).isEqualTo(4);
    rows.setFetchDirection(ResultSet.FETCH_REVERSE);
    assertThat(rows.getFetchDirection()).isEqualTo(ResultSet.FETCH_REVERSE);
    assertThat(rows.previous()).isTrue();
    assertThat(rows.getInt("a")).isEqualTo(3);
    assertThatThrownBy(() -> rows.setFetchDirection(7)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> rows.updateInt(1, 1)).isInstanceOf(SQLException.class);
  }

  @Test
  void everyVariant_givesAResultThatScrolls_withAWarningWhereMoreWasAsked() throws SQLException {
    int readOnly = ResultSet.CONCUR_READ_ONLY;
    int updatable = ResultSet.CONCUR_UPDATABLE;
    int hold = ResultSet.HOLD_CURSORS_OVER_COMMIT;
    for (int type :
        new int[] {ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.TYPE_SCROLL_SENSITIVE}) {
      connection.clearWarnings();
      List<Statement> statements =
          List.of(
              connection.createStatement(type, readOnly),
              connection.createStatement(type, readOnly, hold),
              connection.createStatement(type, updatable),
              connection.createStatement(type, updatable, ResultSet.CLOSE_CURSORS_AT_COMMIT),
              connection.prepareStatement(FOUR, type, readOnly),
              connection.prepareStatement(FOUR, type, readOnly, hold),
              connection.prepareStatement(FOUR, type, updatable, hold));
      for (Statement statement : statements) {
        boolean prepared = statement instanceof PreparedStatement;
        try (statement;
            ResultSet rows =
                prepared
                    ? ((PreparedStatement) statement).executeQuery()
                    : statement.executeQuery(FOUR)) {
          isScrollable(statement, rows);
        }
      }
      List<String> warnings = new ArrayList<>();
      for (SQLWarning w = connection.getWarnings(); w != null; w = w.getNextWarning()) {
        warnings.add(w.getMessage());
        assertThat(w.getSQLState()).isEqualTo("0A000");
      }
      assertThat(warnings)
          .containsOnlyOnceElementsOf(
              type == ResultSet.TYPE_SCROLL_SENSITIVE
                  ? List.of(
                      "Result sets that scroll are insensitive to changes",
                      "Result sets are read-only",
                      "Result sets stay open over a commit")
                  : List.of("Result sets are read-only", "Result sets stay open over a commit"))
          .hasSize(type == ResultSet.TYPE_SCROLL_SENSITIVE ? 3 : 2);
    }
    connection.clearWarnings();
    assertThat((Object) connection.getWarnings()).isNull();
  }

  @Test
  void numbersThatAreNoTypes_areRefused() {
    for (int[] wrong : new int[][] {{0, 1007, 1}, {1006, 1007, 1}, {1004, 1, 1}, {1004, 1007, 3}}) {
      assertThatThrownBy(() -> connection.createStatement(wrong[0], wrong[1], wrong[2]))
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22023"));
      assertThatThrownBy(() -> connection.prepareStatement(FOUR, wrong[0], wrong[1], wrong[2]))
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22023"));
    }
  }

  @Test
  void maxRows_endTheScrolling() throws SQLException {
    try (Statement statement = scrolling()) {
      statement.setMaxRows(2);
      ResultSet rows = statement.executeQuery(FOUR);
      assertThat(rows.last()).isTrue();
      assertThat(rows.getRow()).isEqualTo(2);
      assertThat(rows.absolute(3)).isFalse();
    }
  }

  @Test
  void jdbcRowSet_ofTheJdkScrolls() throws SQLException {
    // It asks for a result set that is scroll-insensitive and updatable.
    try (JdbcRowSet rows = RowSetProvider.newFactory().createJdbcRowSet()) {
      rows.setUrl(url);
      rows.setCommand("SELECT ts, \"value\" FROM events WHERE \"value\" > ? ORDER BY ts");
      rows.setDouble(1, 0);
      rows.execute();
      assertThat(rows.last()).isTrue();
      assertThat(rows.getDouble(2)).isEqualTo(26.5);
      assertThat(rows.previous()).isTrue();
      assertThat(rows.getDouble("value")).isEqualTo(25.5);
      assertThat(rows.absolute(-1)).isTrue();
      assertThat(rows.isLast()).isTrue();
    }
  }

  /** How many temporary files with rows this process has open, as Linux tells it. */
  private static long openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(file -> nameOf(file).contains("tsdb-rows-")).count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String nameOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // closed meanwhile
      return "";
    }
  }

  private static Statement spilled() throws SQLException {
    Statement statement = scrolling();
    ResultSet rows = statement.executeQuery(LARGE);
    List<Integer> numbers = new ArrayList<>();
    while (rows.next()) {
      numbers.add(rows.getInt(1));
    }
    assertThat(numbers).hasSize(2000).doesNotHaveDuplicates();
    assertThat(openFiles()).isEqualTo(1);
    for (int number : new int[] {1, 200, 1999, 2000}) {
      assertThat(rows.absolute(number)).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(numbers.get(number - 1));
      assertThat(rows.getString(2)).hasSize(30_000).startsWith("abab");
    }
    return statement;
  }

  @Test
  void rowsBeyondTheLimit_goToAFile_thatGoesWithTheResult() throws SQLException {
    assumeThat(Files.exists(Path.of("/proc/self/fd"))).isTrue();
    long before = openFiles();
    assertThat(before).isZero();
    Statement statement = spilled();
    statement.getResultSet().close();
    assertThat(openFiles()).isZero();
    statement = spilled();
    statement.close();
    assertThat(openFiles()).isZero();
    // closed by nobody
    statement = spilled();
    Reference.reachabilityFence(statement);
    statement = null;
    await()
        .until(
            () -> {
              System.gc();
              return openFiles() == 0;
            });
  }

  @Test
  void interrupt_isToldAsOne() throws SQLException {
    try (ResultSet rows = result(Rows.of(numbered(1000)), new RowStore(0, folder))) {
      assertThat(rows.last()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> rows.absolute(1))
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void folderThatCannotBeWritten_isToldWithTheRemedy() throws SQLException {
    RowStore store = new RowStore(0, folder.resolve("none"));
    try (ResultSet rows = result(Rows.of(numbered(10)), store)) {
      assertThatThrownBy(rows::next)
          .hasMessageContaining("java.io.tmpdir")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53100"));
    }
  }
}
