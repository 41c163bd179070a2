package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultSetTest {

  @TempDir static Path folder;
  private static Connection connection;
  private final TimeZone zone = TimeZone.getDefault();

  @BeforeAll
  static void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
  }

  @AfterAll
  static void disconnect() throws Exception {
    connection.close();
  }

  @AfterEach
  void restoreZone() {
    TimeZone.setDefault(zone);
  }

  private interface Check {
    void of(ResultSet row) throws SQLException;
  }

  private static void firstRow(String sql, Check check) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      check.of(rows);
    }
  }

  private static String state(Throwable e) {
    return ((SQLException) e).getSQLState();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Pacific/Apia"})
  void timestamp_isTheSameInstantInEveryZoneAndByEveryGetter(String jvmZone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
    Instant instant = TestArchive.IN_A_GAP;
    LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    firstRow(
        "SELECT ts FROM events WHERE \"value\" = 26.5",
        row -> {
          assertThat(row.getTimestamp(1).toInstant()).isEqualTo(instant);
          assertThat(row.getTimestamp("TS").toInstant()).isEqualTo(instant);
          Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
          assertThat(row.getTimestamp(1, calendar).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1)).isEqualTo(Timestamp.from(instant));
          assertThat(row.getObject(1, Timestamp.class).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1, java.util.Date.class).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1, Calendar.class).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1, Instant.class)).isEqualTo(instant);
          assertThat(row.getObject(1, LocalDateTime.class)).isEqualTo(utc);
          assertThat(row.getObject(1, OffsetDateTime.class).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1, ZonedDateTime.class).toInstant()).isEqualTo(instant);
          assertThat(row.getObject(1, LocalDate.class)).isEqualTo(utc.toLocalDate());
          assertThat(row.getObject(1, LocalTime.class)).isEqualTo(utc.toLocalTime());
          assertThat(row.getString(1)).isEqualTo("2024-03-10 02:30:00.123");
          assertThat(row.getLong(1)).isEqualTo(instant.toEpochMilli());
          assertThat(row.getDate(1)).hasToString("2024-03-10");
          assertThat(row.getTime(1)).hasToString("02:30:00");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
  void dateAndTime_showTheirDayAndTimeInEveryZone(String jvmZone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
    firstRow(
        "SELECT DATE '2024-01-31', TIME '23:59:58', CAST(NULL AS TIMESTAMP)",
        row -> {
          assertThat(row.getDate(1)).hasToString("2024-01-31");
          assertThat(row.getObject(1)).isInstanceOf(Date.class).hasToString("2024-01-31");
          assertThat(row.getString(1)).isEqualTo("2024-01-31");
          assertThat(row.getObject(1, LocalDate.class)).isEqualTo("2024-01-31");
          assertThat(row.getTime(2)).hasToString("23:59:58");
          assertThat(row.getObject(2)).isInstanceOf(Time.class);
          assertThat(row.getObject(2, LocalTime.class)).isEqualTo("23:59:58");
          assertThat(row.getTimestamp(3)).isNull();
          assertThat(row.getObject(3, LocalDateTime.class)).isNull();
          assertThat(row.wasNull()).isTrue();
          Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
          assertThat(Instant.ofEpochMilli(row.getDate(1, tokyo).getTime()))
              .isEqualTo("2024-01-30T15:00:00Z");
        });
  }

  @Test
  void numbers_areReadAsEveryType() throws SQLException {
    firstRow(
        "SELECT 42, 1.25, CAST(2.5 AS DOUBLE), TRUE, '7', CAST(NULL AS INTEGER), 3000000000",
        row -> {
          assertThat(row.getInt(1)).isEqualTo(42);
          assertThat(row.getObject(1)).isEqualTo(42);
          assertThat(row.getByte(1)).isEqualTo((byte) 42);
          assertThat(row.getObject(1, Long.class)).isEqualTo(42L);
          assertThat(row.getObject(1, Double.class)).isEqualTo(42.0);
          assertThat(row.getObject(1, String.class)).isEqualTo("42");
          assertThat(row.getObject(1, BigDecimal.class)).isEqualByComparingTo("42");
          assertThat(row.getBoolean(1)).isTrue();
          assertThat(row.getBigDecimal(2)).isEqualByComparingTo("1.25");
          assertThat(row.getString(2)).isEqualTo("1.25");
          assertThat(row.getInt(2)).isEqualTo(1);
          assertThat(row.getObject(3)).isEqualTo(2.5);
          assertThat(row.getFloat(3)).isEqualTo(2.5f);
          assertThat(row.getLong(3)).isEqualTo(2);
          assertThat(row.getObject(4)).isEqualTo(true);
          assertThat(row.getInt(4)).isEqualTo(1);
          assertThat(row.getLong(5)).isEqualTo(7);
          assertThat(row.getDouble(5)).isEqualTo(7);
          assertThat(row.getInt(6)).isZero();
          assertThat(row.wasNull()).isTrue();
          assertThat(row.getObject(6)).isNull();
          assertThat(row.getLong(7)).isEqualTo(3_000_000_000L);
          assertThatThrownBy(() -> row.getInt(7))
              .hasMessage("Column EXPR$6 holds 3000000000, which does not fit int")
              .satisfies(e -> assertThat(state(e)).isEqualTo("22003"));
        });
  }

  @Test
  void wrongTypes_areRefusedWithColumnAndType() throws SQLException {
    firstRow(
        "SELECT 'abc' AS word, 1 AS one",
        row -> {
          assertThatThrownBy(() -> row.getInt("word"))
              .hasMessage("Column word holds abc, which is no number")
              .satisfies(e -> assertThat(state(e)).isEqualTo("22018"));
          assertThatThrownBy(() -> row.getTimestamp("one"))
              .hasMessage("Column one is INTEGER and its value cannot be read as a time");
          assertThatThrownBy(() -> row.getTimestamp("word"))
              .satisfies(e -> assertThat(state(e)).isEqualTo("22007"));
          assertThatThrownBy(() -> row.getObject("one", Thread.class))
              .isInstanceOf(SQLException.class);
          assertThatThrownBy(() -> row.getClob(1))
              .isInstanceOf(SQLFeatureNotSupportedException.class);
          assertThatThrownBy(() -> row.updateInt(1, 1))
              .isInstanceOf(SQLFeatureNotSupportedException.class);
        });
  }

  @Test
  void columns_areFoundByLabelInAnyCase() throws SQLException {
    firstRow(
        "SELECT 1 AS \"Eins\", 2 AS \"Eins2\"",
        row -> {
          assertThat(row.findColumn("EINS")).isEqualTo(1);
          assertThatThrownBy(() -> row.getInt("zwei"))
              .hasMessage("Expected one of the columns Eins, Eins2, found zwei")
              .satisfies(e -> assertThat(state(e)).isEqualTo("42703"));
          assertThatThrownBy(() -> row.getInt(3))
              .hasMessage("Expected a column from 1 to 2, found 3");
        });
  }

  @Test
  void cursor_knowsWhereItStands() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT * FROM (VALUES (1), (2)) AS t(a)");
      assertThatThrownBy(() -> rows.getInt(1))
          .satisfies(e -> assertThat(state(e)).isEqualTo("24000"));
      assertThat(rows.isBeforeFirst()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.isFirst()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getRow()).isEqualTo(2);
      assertThat(rows.isLast()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(2);
      assertThat(rows.next()).isFalse();
      assertThat(rows.next()).isFalse();
      assertThat(rows.isAfterLast()).isTrue();
      assertThatThrownBy(() -> rows.getInt(1)).hasMessageContaining("read to its end");
      assertThatThrownBy(rows::first).isInstanceOf(SQLFeatureNotSupportedException.class);
      rows.close();
      rows.close();
      assertThat(rows.isClosed()).isTrue();
      assertThatThrownBy(rows::next).satisfies(e -> assertThat(state(e)).isEqualTo("55000"));
    }
  }

  @Test
  void metadata_namesCleanTypes() throws SQLException {
    firstRow(
        "SELECT ts, \"value\", \"text\", count(*) AS n FROM events GROUP BY ts, \"value\", \"text\"",
        row -> {
          ResultSetMetaData columns = row.getMetaData();
          assertThat(columns.getColumnCount()).isEqualTo(4);
          assertThat(columns.getColumnTypeName(1)).isEqualTo("TIMESTAMP");
          assertThat(columns.getColumnType(1)).isEqualTo(Types.TIMESTAMP);
          assertThat(columns.getColumnClassName(1)).isEqualTo("java.sql.Timestamp");
          assertThat(columns.getScale(1)).isEqualTo(3);
          assertThat(columns.getColumnTypeName(2)).isEqualTo("DOUBLE");
          assertThat(columns.getColumnTypeName(3)).isEqualTo("VARCHAR");
          assertThat(columns.getColumnTypeName(4)).isEqualTo("BIGINT");
          assertThat(columns.getColumnLabel(4)).isEqualTo("n");
          assertThat(columns.getTableName(1)).isEqualTo("events");
          assertThat(columns.getSchemaName(1)).isEqualTo("tsdb");
          assertThat(columns.isNullable(2)).isEqualTo(ResultSetMetaData.columnNullable);
          for (int i = 1; i <= 4; i++) {
            assertThat(columns.getPrecision(i)).isPositive();
            assertThat(columns.getColumnDisplaySize(i)).isPositive();
          }
        });
  }
}
