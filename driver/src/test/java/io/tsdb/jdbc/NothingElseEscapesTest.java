package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.execute.RowStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every method of the JDBC interfaces, in every state and with ordinary, empty, extreme and null
 * arguments, answers or throws an SQLException with an SQLState, and soon.
 */
class NothingElseEscapesTest {

  private static final String SQL =
      "SELECT ts, \"value\", \"text\", TRUE, DATE '2024-01-01' FROM events WHERE ts > ?";

  /** Longest that a call may take. It is far more than any of them needs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** They end the state that the other methods are to be called in, and come last. */
  private static final Set<String> ENDING = Set.of("close", "abort", "closeOnCompletion");

  /** What the arguments are like. */
  private enum Arguments {
    ORDINARY,
    EMPTY,
    LARGEST,
    SMALLEST,
    NULL;

    private Object of(Class<?> type) {
      if (type.isPrimitive()) {
        return primitive(type);
      }
      return this == NULL ? null : object(type);
    }

    private Object primitive(Class<?> type) {
      if (type == boolean.class) {
        return this == ORDINARY || this == LARGEST;
      }
      if (type == float.class || type == double.class) {
        double number =
            switch (this) {
              case ORDINARY -> 1;
              case EMPTY, NULL -> Double.NaN;
              case LARGEST -> Double.POSITIVE_INFINITY;
              case SMALLEST -> -Double.MAX_VALUE;
            };
        return type == float.class ? (Object) (float) number : (Object) number;
      }
      if (type == long.class) {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
      }
      if (type == int.class) {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
      if (type == short.class) {
        return (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
      }
      return (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    private long integer(long smallest, long largest) {
      return switch (this) {
        case ORDINARY -> 1;
        case EMPTY, NULL -> 0;
        case LARGEST -> largest;
        case SMALLEST -> smallest;
      };
    }

    private String text() {
      return switch (this) {
        case ORDINARY -> "1";
        case EMPTY -> "";
        case LARGEST -> "\uD83D%_\\'\"\u0000ı".repeat(1_500);
        case SMALLEST, NULL -> "-";
      };
    }

    private Object object(Class<?> type) {
      boolean empty = this == EMPTY;
      Map<Class<?>, Object> objects = new LinkedHashMap<>();
      objects.put(String.class, text());
      objects.put(String[].class, empty ? new String[0] : new String[] {text(), null});
      objects.put(int[].class, empty ? new int[0] : new int[] {(int) integer(-9, 9)});
      objects.put(Object[].class, empty ? new Object[0] : new Object[] {text(), null});
      objects.put(byte[].class, empty ? new byte[0] : new byte[] {1, -1});
      objects.put(Class.class, empty ? void.class : this == LARGEST ? Thread.class : String.class);
      objects.put(Map.class, empty ? Map.of() : Map.of("TIMESTAMP", String.class));
      objects.put(Properties.class, new Properties());
      objects.put(Calendar.class, Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo")));
      long time = this == ORDINARY ? 1L : integer(Long.MIN_VALUE, Long.MAX_VALUE);
      objects.put(Date.class, new Date(time));
      objects.put(Time.class, new Time(time));
      objects.put(Timestamp.class, new Timestamp(time));
      objects.put(BigDecimal.class, new BigDecimal(this == LARGEST ? "1e999999999" : "1"));
      objects.put(SQLType.class, JDBCType.VARCHAR);
      objects.put(Reader.class, new StringReader(text()));
      objects.put(InputStream.class, new ByteArrayInputStream(new byte[] {49}));
      objects.put(Executor.class, (Executor) Runnable::run);
      objects.put(URL.class, NothingElseEscapesTest.class.getResource("/"));
      objects.put(
          Object.class,
          switch (this) {
            case ORDINARY -> "1";
            case EMPTY -> new Object();
            case LARGEST -> Double.NaN;
            case SMALLEST, NULL -> Array.class;
          });
      if (objects.containsKey(type)) {
        return objects.get(type);
      }
      // A Blob, Ref, Savepoint of somebody else's driver.
      return Proxy.newProxyInstance(
          type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> null);
    }
  }

  @TempDir static Path folder;
  private static String url;
  private static ExecutorService caller;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder);
    caller = Executors.newCachedThreadPool();
  }

  @AfterAll
  static void endCaller() {
    caller.shutdownNow();
  }

  private interface Opening {
    Object open() throws Exception;
  }

  /** Calls every method with every kind of arguments. */
  private static List<String> escapes(Class<?> type, Object target) {
    List<String> escapes = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (!ENDING.contains(method.getName())) {
        for (Arguments arguments : Arguments.values()) {
          escapes.addAll(escapesOf(method, target, arguments));
        }
      }
    }
    return escapes;
  }

  /** The same, each method in a state of its own, since some moves end it. */
  private static List<String> escapes(Class<?> type, Opening opening) throws Exception {
    List<String> escapes = new ArrayList<>();
    for (Method method : type.getMethods()) {
      Object target = opening.open();
      for (Arguments arguments : Arguments.values()) {
        escapes.addAll(escapesOf(method, target, arguments));
      }
    }
    return escapes;
  }

  private static List<String> escapesOf(Method method, Object target, Arguments arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length == 0 && arguments != Arguments.ORDINARY) {
      return List.of();
    }
    List<String> escapes = new ArrayList<>();
    Object[] values = new Object[types.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.of(types[i]);
    }
    escapes.addAll(escapesOf(method, target, values, arguments));
    if (types.length > 1 && types[0] == int.class && arguments != Arguments.ORDINARY) {
      for (int i = 0; i < values.length; i++) {
        values[i] = i == 0 ? 1 : arguments.of(types[i]);
      }
      escapes.addAll(escapesOf(method, target, values, arguments));
    }
    return escapes;
  }

  private static List<String> escapesOf(
      Method method, Object target, Object[] values, Arguments arguments) {
    Future<?> call = caller.submit(() -> method.invoke(target, values));
    try {
      var unused = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return List.of();
    } catch (ExecutionException e) {
      Throwable thrown =
          e.getCause() instanceof InvocationTargetException target1
              ? target1.getCause()
              : e.getCause();
      boolean expected = thrown instanceof SQLException sql && sql.getSQLState() != null;
      return expected || isDefaultOfTheJdk(method)
          ? List.of()
          : List.of(method + " of " + arguments + ": " + thrown);
    } catch (TimeoutException e) {
      return List.of(method + " of " + arguments + " hangs");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK answers these itself: they quote texts, and refuse sharding, without an SQLState. */
  private static boolean isDefaultOfTheJdk(Method method) {
    return method.isDefault()
        && (method.getName().startsWith("enquote")
            || method.getName().startsWith("setShardingKey")
            || method.getName().equals("isSimpleIdentifier"));
  }

  /** Where a result set stands, and what has become of it. */
  private enum State {
    BEFORE_THE_FIRST_ROW,
    ON_A_ROW,
    EXHAUSTED,
    CANCELLED,
    CLOSED,
    STATEMENT_CLOSED,
    CONNECTION_CLOSED,
    CONNECTION_ABORTED;

    private void enter(ResultSet rows, Statement statement, Connection connection)
        throws Exception {
      switch (this) {
        case BEFORE_THE_FIRST_ROW -> {
          // It stands there.
        }
        case ON_A_ROW -> assertThat(rows.next()).isTrue();
        case EXHAUSTED -> {
          while (rows.next()) {
            assertThat(rows.getRow()).isPositive();
          }
        }
        case CANCELLED -> {
          assertThat(rows.next()).isTrue();
          statement.cancel();
        }
        case CLOSED -> rows.close();
        case STATEMENT_CLOSED -> statement.close();
        case CONNECTION_CLOSED -> connection.close();
        case CONNECTION_ABORTED -> connection.abort(Runnable::run);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void resultSets(State state) throws Exception {
    for (int type : new int[] {ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE}) {
      List<Connection> connections = new ArrayList<>();
      List<String> escapes =
          escapes(
              ResultSet.class,
              () -> {
                boolean ends = state.name().startsWith("CONNECTION");
                if (ends || connections.isEmpty()) {
                  connections.add(DriverManager.getConnection(url));
                }
                Connection connection = connections.get(connections.size() - 1);
                PreparedStatement statement =
                    connection.prepareStatement(SQL, type, ResultSet.CONCUR_READ_ONLY);
                statement.setLong(1, 0);
                ResultSet rows = statement.executeQuery();
                state.enter(rows, statement, connection);
                return rows;
              });
      assertThat(escapes).as("type %d", type).isEmpty();
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void resultSetsThatTimedOut() throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      TsdbConnection tsdb = (TsdbConnection) connection;
      for (boolean scrollable : new boolean[] {false, true}) {
        Opening timedOut =
            () -> {
              PreparedQuery query = tsdb.prepare(SQL);
              QueryExecution execution =
                  new QueryExecution(Duration.ofHours(1), tsdb::timer, 0, 1 << 20);
              execution.open(tsdb, query, new Object[] {0L});
              TsdbResultSet rows =
                  new TsdbResultSet(
                      new TsdbStatement(tsdb, scrollable),
                      query.columns(),
                      scrollable
                          ? new ScrollRows(execution, RowStore.create())
                          : new ForwardRows(execution));
              assertThat(rows.next()).isTrue();
              execution.stop(SqlState.TIMED_OUT);
              return rows;
            };
        assertThat(escapes(ResultSet.class, timedOut)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"BEFORE_THE_FIRST_ROW", "EXHAUSTED", "CANCELLED", "STATEMENT_CLOSED"})
  void statements(State state) throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      Opening plain =
          () -> {
            Statement statement = connection.createStatement();
            state.enter(statement.executeQuery("SELECT * FROM events"), statement, connection);
            return statement;
          };
      Opening prepared =
          () -> {
            PreparedStatement statement = connection.prepareStatement(SQL);
            statement.setLong(1, 0);
            state.enter(statement.executeQuery(), statement, connection);
            return statement;
          };
      assertThat(escapes(Statement.class, plain)).isEmpty();
      assertThat(escapes(PreparedStatement.class, prepared)).isEmpty();
    }
  }

  @Test
  void freshStatements_ofAllTypesOfParameters() throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(escapes(Statement.class, connection::createStatement)).isEmpty();
      for (String type :
          List.of(
              "TIMESTAMP",
              "DATE",
              "TIME",
              "BOOLEAN",
              "BIGINT",
              "INTEGER",
              "SMALLINT",
              "TINYINT",
              "DOUBLE",
              "REAL",
              "DECIMAL(10, 2)",
              "VARCHAR",
              "VARBINARY")) {
        String sql = "SELECT CAST(? AS " + type + ") FROM events LIMIT 1";
        assertThat(escapes(PreparedStatement.class, connection.prepareStatement(sql)))
            .as(type)
            .isEmpty();
      }
      assertThat(escapes(PreparedStatement.class, () -> connection.prepareStatement(SQL)))
          .isEmpty();
    }
  }

  @Test
  void metadata_openAndWithTheConnectionClosed() throws Exception {
    Connection connection = DriverManager.getConnection(url);
    PreparedStatement prepared = connection.prepareStatement(SQL);
    ResultSetMetaData columns = prepared.getMetaData();
    ParameterMetaData parameters = prepared.getParameterMetaData();
    DatabaseMetaData database = connection.getMetaData();
    for (boolean closed : new boolean[] {false, true}) {
      if (closed) {
        connection.close();
      }
      assertThat(escapes(ResultSetMetaData.class, columns)).isEmpty();
      assertThat(escapes(ParameterMetaData.class, parameters)).isEmpty();
      assertThat(escapes(DatabaseMetaData.class, database)).isEmpty();
    }
  }

  @Test
  void resultSetsOfMetadata() throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      Opening columns = () -> connection.getMetaData().getColumns(null, null, "events", "%");
      assertThat(escapes(ResultSet.class, columns)).isEmpty();
      assertThat(
              escapes(
                  ResultSet.class,
                  () -> {
                    ResultSet rows = (ResultSet) columns.open();
                    assertThat(rows.next()).isTrue();
                    return rows;
                  }))
          .isEmpty();
    }
  }

  @Test
  void connections() throws Exception {
    assertThat(escapes(Connection.class, () -> DriverManager.getConnection(url))).isEmpty();
    Connection closed = DriverManager.getConnection(url);
    closed.close();
    assertThat(escapes(Connection.class, () -> closed)).isEmpty();
    Connection aborted = DriverManager.getConnection(url);
    aborted.abort(Runnable::run);
    assertThat(escapes(Connection.class, () -> aborted)).isEmpty();
  }

  @Test
  void columnsOfAllTypes_areReadOrRefused() throws Exception {
    String all =
        "SELECT ts, \"value\", \"text\", labels, TRUE, DATE '2024-01-01', TIME '12:00:00', 1, 1.5,"
            + " CAST(1 AS TINYINT), CAST(1 AS SMALLINT), CAST(1 AS BIGINT), CAST(1 AS REAL),"
            + " X'00ff', INTERVAL '1' DAY, INTERVAL '2' MONTH, ARRAY[1, 2], MAP['a', 1],"
            + " ROW(1, 'x'), NULL, CAST(NULL AS TIMESTAMP), '1e999999999', '-1e-999999999', 'NaN',"
            + " '+999999999-12-31T23:59:59Z', '9999999999999999', UUID"
            + " '2cd26ef7-b4a7-44bd-8b6c-d9a4e9a8b1b5' FROM events";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(all)) {
      assertThat(rows.next()).isTrue();
      int count = rows.getMetaData().getColumnCount();
      List<String> escapes = new ArrayList<>();
      for (Method method : ResultSet.class.getMethods()) {
        Class<?>[] types = method.getParameterTypes();
        if (!method.getName().startsWith("get") || types.length == 0 || types[0] != int.class) {
          continue;
        }
        boolean ofClass = types.length == 2 && types[1] == Class.class;
        for (Class<?> wanted : ofClass ? ColumnObject.CLASSES : Set.of(String.class)) {
          for (int i = 1; i <= count; i++) {
            Object[] values = new Object[types.length];
            values[0] = i;
            for (int j = 1; j < values.length; j++) {
              values[j] = ofClass ? wanted : Arguments.ORDINARY.of(types[j]);
            }
            escapes.addAll(escapesOf(method, rows, values, Arguments.ORDINARY));
          }
        }
      }
      assertThat(escapes).isEmpty();
    }
  }
}
