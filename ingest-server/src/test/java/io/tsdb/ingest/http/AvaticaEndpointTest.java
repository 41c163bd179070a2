package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.avatica.remote.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The thin client of Avatica, as it is published, against a real server. */
class AvaticaEndpointTest {

  private static final TimeZone ZONE = TimeZone.getDefault();

  /** More than two answers hold. */
  private static final int EVENTS = 250;

  private static final long FIRST = Instant.parse("2024-03-31T00:00:00Z").toEpochMilli();

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(folder);
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      events.append(
          "{\"timestamp\": %d, \"sensor_id\": \"s%d\", \"value\": %d.5}\n"
              .formatted(FIRST + i * 60_000L, i % 3, i));
    }
    assertThat(server.put(events.toString()).statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() throws IOException {
    TimeZone.setDefault(ZONE);
    server.close();
  }

  private Connection connect(String serialization) throws SQLException {
    return new Driver()
        .connect(
            "jdbc:avatica:remote:url="
                + server.url()
                + "/avatica;serialization="
                + serialization
                + ";timeZone=UTC",
            new Properties());
  }

  @ParameterizedTest
  @CsvSource({
    "JSON, UTC",
    "PROTOBUF, UTC",
    "JSON, Europe/Berlin",
    "PROTOBUF, Europe/Berlin",
    "PROTOBUF, Asia/Kolkata",
  })
  void rows_comeInTheirOrderWithTheirTimes(String serialization, String zone) throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    List<Long> times = new ArrayList<>();
    try (Connection connection = connect(serialization);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ts, sensor_id, \"value\" FROM events ORDER BY ts")) {
      while (rows.next()) {
        times.add(rows.getLong(1));
        assertThat(rows.getString(2)).isEqualTo("s" + (rows.getRow() - 1) % 3);
        assertThat(rows.getDouble(3)).isEqualTo(times.size() - 0.5);
      }
    }
    assertThat(times).hasSize(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      assertThat(times.get(i)).isEqualTo(FIRST + i * 60_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void parameters_areBound(String serialization) throws Exception {
    try (Connection connection = connect(serialization);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT count(*) FROM events WHERE ts >= ? AND sensor_id = ? AND \"value\" < ?")) {
      for (int from : new int[] {0, 90, 240}) {
        statement.setTimestamp(
            1,
            new Timestamp(FIRST + from * 60_000L),
            java.util.Calendar.getInstance(TimeZone.getTimeZone("UTC")));
        statement.setString(2, "s1");
        statement.setDouble(3, 245);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          long expected = 0;
          for (int i = from; i < 245; i++) {
            expected += i % 3 == 1 ? 1 : 0;
          }
          assertThat(rows.getLong(1)).as("from " + from).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void metadata_namesTheTables(String serialization) throws Exception {
    try (Connection connection = connect(serialization)) {
      DatabaseMetaData metadata = connection.getMetaData();
      List<String> tables = new ArrayList<>();
      try (ResultSet rows = metadata.getTables(null, null, "%", null)) {
        while (rows.next()) {
          tables.add(rows.getString("TABLE_NAME"));
        }
      }
      assertThat(tables).contains("events", "segments");
      assertThat(metadata.isReadOnly()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void failure_hasItsSqlStateAndNoStackTrace(String serialization) throws Exception {
    try (Connection connection = connect(serialization);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT valeu FROM events"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("42703");
                assertThat(e.getMessage()).contains("did you mean 'value'?");
              });
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(EVENTS);
      }
    }
    HttpResponse<String> answer =
        server.send(
            "POST",
            "/avatica",
            "{\"request\": \"openConnection\", \"connectionId\": \"c\", \"info\": {\"start\": \"x\"}}");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("22023").doesNotContain("\tat ", "\\tat ");
  }

  @Test
  void abandonedStatements_giveWayToNewOnes() throws Exception {
    try (Connection connection = connect("PROTOBUF")) {
      Statement first = connection.createStatement();
      ResultSet rows = first.executeQuery("SELECT ts FROM events ORDER BY ts");
      assertThat(rows.next()).isTrue();
      List<Statement> others = new ArrayList<>();
      for (int i = 0; i < 250; i++) {
        Statement other = connection.createStatement();
        others.add(other);
        assertThat(other.execute("SELECT ts FROM events LIMIT 1")).isTrue();
      }
      // the server has let go of the first: the client asks for it again and goes on
      int count = 1;
      while (rows.next()) {
        assertThat(rows.getLong(1)).isEqualTo(FIRST + count * 60_000L);
        count++;
      }
      assertThat(count).isEqualTo(EVENTS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{\"request\": \"nonsense\"}",
        "garbage",
        "\n\u0005ab",
        "{\"request\": \"createStatement\", \"connectionId\": \"none\"}",
      })
  void garbage_isAnsweredAsAnError(String body) throws Exception {
    HttpResponse<String> answer = server.send("POST", "/avatica", body);
    assertThat(answer.statusCode()).isBetween(400, 599);
    assertThat(answer.body()).doesNotContain("\tat ", "\\tat ");
  }

  @Test
  void hugeRequest_isRefused() throws Exception {
    HttpResponse<String> answer =
        server.send("POST", "/avatica", "{" + " ".repeat(5 * 1024 * 1024));
    assertThat(answer.statusCode()).isEqualTo(413);
  }
}
