package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.remote.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole conversations with the server by Avatica's protocol: of its thin client, and without. */
class AvaticaSessionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than three answers hold. */
  private static final int EVENTS = 350;

  private static final long FIRST = Instant.parse("2024-03-31T00:30:00.125Z").toEpochMilli();

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(folder);
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      events.append(
          "{\"timestamp\": " + (FIRST + i) + ", \"room\": \"Küche ☕\", \"value\": " + i + "}\n");
    }
    assertThat(server.put(events.toString()).statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Connection connect(String serialization) throws SQLException {
    return new Driver()
        .connect(
            "jdbc:avatica:remote:timeZone=UTC;serialization="
                + serialization
                + ";url="
                + server.url()
                + "/avatica",
            new Properties());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void everyType_arrives(String serialization) throws Exception {
    try (Connection connection = connect(serialization);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ts, room, \"value\", labels, payload, CAST(\"value\" AS INTEGER),"
                    + " CAST(\"value\" AS BIGINT), CAST(12.50 AS DECIMAL(10, 2)), \"value\" > 0,"
                    + " CAST(ts AS DATE), CAST(NULL AS VARCHAR), \"text\""
                    + " FROM events ORDER BY ts LIMIT 1")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(FIRST);
      assertThat(rows.getString(2)).isEqualTo("Küche ☕");
      assertThat(rows.getDouble(3)).isZero();
      assertThat(JSON.readTree(rows.getString(4)).path("room").asText()).isEqualTo("Küche ☕");
      assertThat(JSON.readTree(rows.getString(5)).path("timestamp").isMissingNode()).isFalse();
      assertThat(rows.getInt(6)).isZero();
      assertThat(rows.getLong(7)).isZero();
      assertThat(rows.getBigDecimal(8)).isEqualByComparingTo("12.50");
      assertThat(rows.getBoolean(9)).isFalse();
      assertThat(rows.getString(10)).isEqualTo("2024-03-31");
      assertThat(rows.getString(11)).isNull();
      assertThat(rows.getString(12)).isNull();
      assertThat(rows.wasNull()).isTrue();
      assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.TIMESTAMP);
      assertThat(rows.getMetaData().getColumnType(3)).isEqualTo(Types.DOUBLE);
      assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("room");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void cancelled_deliversNoMoreRows_andAsksAgain(String serialization) throws Exception {
    try (Connection connection = connect(serialization);
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT ts FROM events");
      assertThat(rows.next()).isTrue();
      statement.cancel();
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  rows.getLong(1);
                }
              })
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("cancel");
      assertThat(count(connection)).isEqualTo(EVENTS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF"})
  void statements_readAtOnce(String serialization) throws Exception {
    try (Connection connection = connect(serialization)) {
      List<ResultSet> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(
            connection
                .createStatement()
                .executeQuery("SELECT \"value\" FROM events ORDER BY ts OFFSET " + i));
      }
      for (int row = 0; row < EVENTS - 20; row++) {
        for (int i = 0; i < all.size(); i++) {
          assertThat(all.get(i).next()).isTrue();
          assertThat(all.get(i).getDouble(1)).isEqualTo(row + i);
        }
      }
    }
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  /** What clients in other languages send, as Avatica's documentation has it. */
  @Test
  void conversationInJson_needsNoClientOfJava() throws Exception {
    ask("{'request': 'openConnection', 'connectionId': 'c1', 'info': {}}");
    int statement =
        ask("{'request': 'createStatement', 'connectionId': 'c1'}").path("statementId").asInt();
    JsonNode answer =
        ask("{'request': 'prepareAndExecute', 'connectionId': 'c1', 'statementId': "
                + statement
                + ", 'sql': 'SELECT ts, room FROM events ORDER BY ts',"
                + " 'maxRowsInFirstFrame': 100, 'maxRowsTotal': -1}")
            .path("results")
            .path(0);
    assertThat(answer.path("signature").path("columns").path(0).path("label").asText())
        .isEqualTo("ts");
    JsonNode frame = answer.path("firstFrame");
    long next = 0;
    while (true) {
      for (JsonNode row : frame.path("rows")) {
        assertThat(row.path(0).asLong()).isEqualTo(FIRST + next++);
        assertThat(row.path(1).asText()).isEqualTo("Küche ☕");
      }
      if (frame.path("done").asBoolean()) {
        break;
      }
      frame =
          ask("{'request': 'fetch', 'connectionId': 'c1', 'statementId': "
                  + statement
                  + ", 'offset': "
                  + next
                  + ", 'fetchMaxRowCount': 100}")
              .path("frame");
    }
    assertThat(next).isEqualTo(EVENTS);
    ask("{'request': 'closeStatement', 'connectionId': 'c1', 'statementId': " + statement + "}");
    ask("{'request': 'closeConnection', 'connectionId': 'c1'}");
  }

  private JsonNode ask(String request) throws Exception {
    HttpResponse<String> answer = server.send("POST", "/avatica", request.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
