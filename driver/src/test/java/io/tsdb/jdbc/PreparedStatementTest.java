package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedStatementTest {

  private static final String AT = "SELECT count(*) FROM events WHERE ts = ?";

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

  private static Object first(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getObject(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
  void timestampParameter_takesEveryClassOfTime(String jvmZone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
    Instant instant = TestArchive.IN_A_GAP;
    LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    calendar.setTimeInMillis(instant.toEpochMilli());
    List<Object> times =
        List.of(
            instant,
            Timestamp.from(instant),
            java.util.Date.from(instant),
            calendar,
            utc,
            utc.atOffset(ZoneOffset.UTC),
            instant.atZone(ZoneId.of("Asia/Tokyo")),
            instant.toEpochMilli(),
            "2024-03-10 02:30:00.123",
            "2024-03-10T08:00:00.123+05:30",
            BigDecimal.valueOf(instant.toEpochMilli()));
    try (PreparedStatement statement = connection.prepareStatement(AT)) {
      for (Object time : times) {
        statement.setObject(1, time);
        assertThat(first(statement)).as("%s", time.getClass()).isEqualTo(1L);
        statement.setObject(1, time, Types.TIMESTAMP);
        assertThat(first(statement)).isEqualTo(1L);
        statement.setObject(1, time, JDBCType.TIMESTAMP, 3);
        assertThat(first(statement)).isEqualTo(1L);
      }
      statement.setTimestamp(1, Timestamp.from(instant));
      assertThat(first(statement)).isEqualTo(1L);
      statement.setTimestamp(1, Timestamp.from(instant), calendar);
      assertThat(first(statement)).isEqualTo(1L);
      statement.setLong(1, instant.toEpochMilli());
      assertThat(first(statement)).isEqualTo(1L);
      statement.setString(1, "2024-03-10T02:30:00.123Z");
      assertThat(first(statement)).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
  void dateParameter_meansItsDayInUtc(String jvmZone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM events WHERE ts >= ?")) {
      statement.setDate(1, java.sql.Date.valueOf("2024-03-10"));
      assertThat(first(statement)).isEqualTo(3L);
      statement.setObject(1, LocalDate.of(2024, 3, 10));
      assertThat(first(statement)).isEqualTo(3L);
    }
  }

  @Test
  void parameters_ofEveryTypeFindTheirRows() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT \"value\" FROM events WHERE \"value\" > ? AND sensor_id = ? LIMIT ?")) {
      statement.setInt(1, 25);
      statement.setString(2, "sensor-1");
      statement.setLong(3, 1);
      assertThat(first(statement)).isEqualTo(25.5);
      statement.setBigDecimal(1, new BigDecimal("25.6"));
      assertThat(first(statement)).isEqualTo(26.5);
      statement.setString(1, "25.6");
      assertThat(first(statement)).isEqualTo(26.5);
      ParameterMetaData parameters = statement.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isEqualTo(3);
      assertThat(parameters.getParameterTypeName(1)).isEqualTo("DOUBLE");
      assertThat(parameters.getParameterTypeName(2)).isEqualTo("VARCHAR");
      assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("value");
    }
  }

  @Test
  void nullParameter_isAValueAndMatchesNothing() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(AT)) {
      statement.setNull(1, Types.TIMESTAMP);
      assertThat(first(statement)).isEqualTo(0L);
      statement.setNull(1, Types.TIMESTAMP, "TIMESTAMP");
      assertThat(first(statement)).isEqualTo(0L);
      statement.setObject(1, null);
      assertThat(first(statement)).isEqualTo(0L);
    }
  }

  @Test
  void scale_roundsADecimal() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM events WHERE \"value\" = ?")) {
      statement.setObject(1, new BigDecimal("26.48"), Types.DECIMAL, 1);
      assertThat(first(statement)).isEqualTo(1L);
    }
  }

  @Test
  void mistakes_areNamed() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(AT)) {
      assertThatThrownBy(statement::executeQuery)
          .hasMessage("Parameter 1 has no value")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("07001"));
      assertThatThrownBy(() -> statement.setInt(2, 1))
          .hasMessage("Expected a parameter from 1 to 1, found 2")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("07009"));
      assertThatThrownBy(() -> statement.setString(1, "tomorrow"))
          .hasMessage("Parameter 1 is TIMESTAMP and cannot take a String such as tomorrow")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22018"));
      assertThatThrownBy(() -> statement.setObject(1, List.of())).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(statement::executeUpdate).hasMessageContaining("run it by executeQuery");
    }
  }
}
