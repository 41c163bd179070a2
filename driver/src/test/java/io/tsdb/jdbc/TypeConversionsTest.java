package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of JDBC 4.3, appendix B: which getter reads which type, and which class is set as. */
class TypeConversionsTest {

  /** A type of column, with a value that every getter of the table can read. */
  private enum Source {
    TINYINT("1"),
    SMALLINT("1"),
    INTEGER("1"),
    BIGINT("1"),
    REAL("1"),
    DOUBLE("1"),
    DECIMAL("1"),
    BOOLEAN("TRUE"),
    VARCHAR("'1'"),
    DATE_TEXT("'2024-03-31'"),
    VARBINARY("X'31'"),
    DATE("DATE '2024-03-31'"),
    TIME("TIME '02:30:00'"),
    TIMESTAMP("TIMESTAMP '2024-03-31 02:30:00.123'");

    private final String literal;

    Source(String literal) {
      this.literal = literal;
    }

    private String type() {
      return this == DATE_TEXT ? "VARCHAR" : this == DECIMAL ? "DECIMAL(10, 2)" : name();
    }
  }

  private static final Set<Source> NUMBERS = EnumSet.range(Source.TINYINT, Source.VARCHAR);
  private static final Set<Source> TEXTS = EnumSet.of(Source.VARCHAR, Source.DATE_TEXT);
  private static final Set<Source> BYTES =
      EnumSet.of(Source.VARCHAR, Source.DATE_TEXT, Source.VARBINARY);
  private static final Set<Source> DATES =
      EnumSet.of(Source.DATE_TEXT, Source.DATE, Source.TIMESTAMP);
  private static final Set<Source> TIMES =
      EnumSet.of(Source.DATE_TEXT, Source.TIME, Source.TIMESTAMP);
  private static final Set<Source> TIMESTAMPS =
      EnumSet.of(Source.DATE_TEXT, Source.DATE, Source.TIME, Source.TIMESTAMP);

  private interface Read {
    Object from(ResultSet rows) throws SQLException;
  }

  /** Table B-6, by its getters; the getters of types that tsdb lacks are left out. */
  private enum Getter {
    GET_BYTE(NUMBERS, rows -> rows.getByte(1)),
    GET_SHORT(NUMBERS, rows -> rows.getShort(1)),
    GET_INT(NUMBERS, rows -> rows.getInt(1)),
    GET_LONG(NUMBERS, rows -> rows.getLong(1)),
    GET_FLOAT(NUMBERS, rows -> rows.getFloat(1)),
    GET_DOUBLE(NUMBERS, rows -> rows.getDouble(1)),
    GET_BIG_DECIMAL(NUMBERS, rows -> rows.getBigDecimal(1)),
    GET_BOOLEAN(NUMBERS, rows -> rows.getBoolean(1)),
    GET_STRING(EnumSet.allOf(Source.class), rows -> rows.getString(1)),
    GET_N_STRING(EnumSet.allOf(Source.class), rows -> rows.getNString(1)),
    GET_BYTES(BYTES, rows -> rows.getBytes(1)),
    GET_DATE(DATES, rows -> rows.getDate(1)),
    GET_TIME(TIMES, rows -> rows.getTime(1)),
    GET_TIMESTAMP(TIMESTAMPS, rows -> rows.getTimestamp(1)),
    GET_ASCII_STREAM(BYTES, rows -> rows.getAsciiStream(1)),
    GET_BINARY_STREAM(BYTES, rows -> rows.getBinaryStream(1)),
    GET_CHARACTER_STREAM(BYTES, rows -> rows.getCharacterStream(1)),
    GET_N_CHARACTER_STREAM(BYTES, rows -> rows.getNCharacterStream(1)),
    GET_OBJECT(EnumSet.allOf(Source.class), rows -> rows.getObject(1)),
    OF_STRING(EnumSet.allOf(Source.class), rows -> rows.getObject(1, String.class)),
    OF_BYTE(NUMBERS, rows -> rows.getObject(1, Byte.class)),
    OF_SHORT(NUMBERS, rows -> rows.getObject(1, Short.class)),
    OF_INTEGER(NUMBERS, rows -> rows.getObject(1, Integer.class)),
    OF_LONG(NUMBERS, rows -> rows.getObject(1, Long.class)),
    OF_FLOAT(NUMBERS, rows -> rows.getObject(1, Float.class)),
    OF_DOUBLE(NUMBERS, rows -> rows.getObject(1, Double.class)),
    OF_BIG_DECIMAL(NUMBERS, rows -> rows.getObject(1, BigDecimal.class)),
    OF_BIG_INTEGER(NUMBERS, rows -> rows.getObject(1, BigInteger.class)),
    OF_BOOLEAN(NUMBERS, rows -> rows.getObject(1, Boolean.class)),
    OF_BYTES(BYTES, rows -> rows.getObject(1, byte[].class)),
    OF_DATE(DATES, rows -> rows.getObject(1, Date.class)),
    OF_TIME(TIMES, rows -> rows.getObject(1, Time.class)),
    OF_TIMESTAMP(TIMESTAMPS, rows -> rows.getObject(1, Timestamp.class)),
    OF_JAVA_DATE(TIMESTAMPS, rows -> rows.getObject(1, java.util.Date.class)),
    OF_CALENDAR(TIMESTAMPS, rows -> rows.getObject(1, Calendar.class)),
    OF_LOCAL_DATE(DATES, rows -> rows.getObject(1, LocalDate.class)),
    OF_LOCAL_TIME(TIMES, rows -> rows.getObject(1, LocalTime.class)),
    OF_OFFSET_TIME(TIMES, rows -> rows.getObject(1, OffsetTime.class)),
    OF_LOCAL_DATE_TIME(TIMESTAMPS, rows -> rows.getObject(1, LocalDateTime.class)),
    OF_OFFSET_DATE_TIME(TIMESTAMPS, rows -> rows.getObject(1, OffsetDateTime.class)),
    OF_ZONED_DATE_TIME(TIMESTAMPS, rows -> rows.getObject(1, ZonedDateTime.class)),
    OF_INSTANT(TIMESTAMPS, rows -> rows.getObject(1, Instant.class));

    private final Set<Source> sources;
    private final Read read;

    Getter(Set<Source> sources, Read read) {
      this.sources = sources;
      this.read = read;
    }

    private boolean isOfPrimitive() {
      return ordinal() <= GET_DOUBLE.ordinal() || this == GET_BOOLEAN;
    }
  }

  @TempDir static Path folder;
  private static Connection connection;

  @BeforeAll
  static void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource
  void getters_readTheTypesOfTheTable_andNull(Source source) throws SQLException {
    String type = " AS " + source.type() + ")";
    List<String> wrong = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT * FROM (VALUES (CAST("
                    + source.literal
                    + type
                    + "), (CAST(NULL"
                    + type
                    + ")) AS t(a)")) {
      assertThat(rows.next()).isTrue();
      for (Getter getter : Getter.values()) {
        if (getter.sources.contains(source)) {
          try {
            if (getter.read.from(rows) == null || rows.wasNull()) {
              wrong.add(getter + " answers null");
            }
          } catch (SQLException e) {
            wrong.add(getter + ": " + e.getMessage());
          }
        }
      }
      assertThat(rows.next()).isTrue();
      for (Getter getter : Getter.values()) {
        Object value = getter.read.from(rows);
        boolean empty =
            getter.isOfPrimitive()
                ? value.equals(false) || value instanceof Number n && n.doubleValue() == 0
                : value == null;
        if (!empty || !rows.wasNull()) {
          wrong.add(getter + " answers " + value + " for NULL");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static final Instant INSTANT = Instant.parse("2024-03-31T02:30:00.123Z");

  /** Values by the types that table B-4 and B-5 let them be set as. */
  private static Map<JDBCType, List<Object>> settable() {
    LocalDateTime utc = LocalDateTime.ofInstant(INSTANT, ZoneOffset.UTC);
    Calendar calendar = Calendar.getInstance();
    calendar.setTimeInMillis(INSTANT.toEpochMilli());
    List<Object> numbers =
        List.of("1", BigDecimal.ONE, BigInteger.ONE, true, (byte) 1, (short) 1, 1, 1L, 1f, 1d);
    List<Object> texts = new ArrayList<>(numbers);
    texts.addAll(
        List.of(
            'x',
            UUID.randomUUID(),
            Date.valueOf("2024-03-31"),
            Time.valueOf("02:30:00"),
            Timestamp.from(INSTANT),
            utc,
            utc.toLocalDate(),
            utc.toLocalTime(),
            "x".getBytes(StandardCharsets.UTF_8)));
    List<Object> instants =
        List.of(
            "2024-03-31 02:30:00.123",
            Timestamp.from(INSTANT),
            java.util.Date.from(INSTANT),
            calendar,
            INSTANT,
            utc,
            utc.atOffset(ZoneOffset.UTC),
            utc.atZone(ZoneOffset.UTC));
    List<Object> dates = new ArrayList<>(instants);
    dates.addAll(List.of("2024-03-31", Date.valueOf("2024-03-31"), utc.toLocalDate()));
    List<Object> times = new ArrayList<>(instants);
    times.addAll(
        List.of("02:30:00.123", utc.toLocalTime(), utc.toLocalTime().atOffset(ZoneOffset.UTC)));
    return Map.ofEntries(
        Map.entry(JDBCType.TINYINT, numbers),
        Map.entry(JDBCType.SMALLINT, numbers),
        Map.entry(JDBCType.INTEGER, numbers),
        Map.entry(JDBCType.BIGINT, numbers),
        Map.entry(JDBCType.REAL, numbers),
        Map.entry(JDBCType.FLOAT, numbers),
        Map.entry(JDBCType.DOUBLE, numbers),
        Map.entry(JDBCType.DECIMAL, numbers),
        Map.entry(JDBCType.NUMERIC, numbers),
        Map.entry(JDBCType.BOOLEAN, numbers),
        Map.entry(JDBCType.BIT, numbers),
        Map.entry(JDBCType.CHAR, texts),
        Map.entry(JDBCType.VARCHAR, texts),
        Map.entry(JDBCType.LONGVARCHAR, texts),
        Map.entry(JDBCType.NVARCHAR, texts),
        Map.entry(JDBCType.VARBINARY, List.of(new byte[] {1})),
        Map.entry(JDBCType.DATE, dates),
        Map.entry(JDBCType.TIME, times),
        Map.entry(JDBCType.TIMESTAMP, instants),
        Map.entry(JDBCType.TIMESTAMP_WITH_TIMEZONE, instants));
  }

  private static String typeOf(JDBCType target) {
    return switch (target) {
      case FLOAT -> "DOUBLE";
      case NUMERIC, DECIMAL -> "DECIMAL(10, 2)";
      case BIT -> "BOOLEAN";
      case CHAR, LONGVARCHAR, NVARCHAR -> "VARCHAR";
      case TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP";
      default -> target.getName();
    };
  }

  @Test
  void setters_takeTheClassesOfTheTable_withAndWithoutTheTarget() throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<JDBCType, List<Object>> entry : settable().entrySet()) {
      JDBCType target = entry.getKey();
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT CAST(? AS " + typeOf(target) + ")")) {
        for (Object value : entry.getValue()) {
          String what = target + " by " + value.getClass().getSimpleName() + " ";
          try {
            statement.setObject(1, value);
            String plain = only(statement);
            statement.setObject(1, value, target);
            String targeted = only(statement);
            statement.setObject(1, value, target.getVendorTypeNumber());
            if (!targeted.equals(plain) || !only(statement).equals(plain)) {
              wrong.add(what + plain + " but with the target " + targeted);
            }
          } catch (SQLException e) {
            wrong.add(what + e.getMessage());
          }
        }
        statement.setNull(1, target.getVendorTypeNumber());
        assertThat(only(statement)).isNull();
        statement.setObject(1, null, target);
        assertThat(only(statement)).isNull();
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String only(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void target_decidesWhatAValueBecomes() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT CAST(? AS VARCHAR)")) {
      statement.setObject(1, 2.75, Types.INTEGER);
      assertThat(only(statement)).isEqualTo("2");
      statement.setObject(1, "2.75", Types.DECIMAL, 1);
      assertThat(only(statement)).isEqualTo("2.8");
      statement.setObject(1, 1, Types.BOOLEAN);
      assertThat(only(statement)).isEqualTo("true");
      statement.setObject(1, INSTANT, Types.DATE);
      assertThat(only(statement)).isEqualTo("2024-03-31");
      statement.setObject(1, LocalDate.of(2024, 3, 31), JDBCType.TIMESTAMP);
      assertThat(only(statement)).isEqualTo("2024-03-31 00:00:00.000");
      assertThatThrownBy(() -> statement.setObject(1, "two", Types.INTEGER))
          .hasMessage("Parameter 1 cannot be set as INTEGER by a String such as two")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22018"));
      assertThatThrownBy(() -> statement.setObject(1, 300, Types.TINYINT))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setObject(1, List.of("x")))
          .hasMessageContaining("is VARCHAR and cannot take a");
      for (int none : new int[] {Types.BLOB, Types.ARRAY, Types.SQLXML, Types.REF_CURSOR}) {
        assertThatThrownBy(() -> statement.setObject(1, "x", none))
            .isInstanceOf(SQLFeatureNotSupportedException.class);
      }
    }
  }

  @Test
  void maxFieldSize_cutsTextsAndBytes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setMaxFieldSize(5);
      ResultSet rows =
          statement.executeQuery(
              "SELECT 'abcdefg', 'aüüü', '日本語', 'a😀😀', X'01020304050607', 1234567890,"
                  + " CAST(NULL AS VARCHAR), 'abcde'");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("abcde");
      assertThat(rows.getString(2)).isEqualTo("aüü");
      assertThat(rows.getObject(3)).isEqualTo("日");
      assertThat(rows.getString(4)).isEqualTo("a😀");
      assertThat(rows.getBytes(5)).containsExactly(1, 2, 3, 4, 5);
      assertThat(rows.getInt(6)).isEqualTo(1_234_567_890);
      assertThat(rows.getString(7)).isNull();
      assertThat(rows.getString(8)).isEqualTo("abcde");
      statement.setMaxFieldSize(0);
      rows = statement.executeQuery("SELECT 'abcdefg'");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("abcdefg");
    }
  }
}
