package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.HttpCalls.Answer;
import io.tsdb.tests.process.ServerProcess;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Bad requests get a problem that names the thing; what was stored before stays as it was. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputOverHttpTest {

  private static final String GOOD =
      "{\"timestamp\": 1673205162254, \"labels\": {\"place\": \"here\"}, \"value\": 1}";

  private ServerProcess server;

  @BeforeAll
  void startServer(@TempDir Path directory) {
    String archive = ArchivePlace.folder(directory.resolve("archive")).url();
    server = ServerProcess.start(directory, archive, Map.of());
    server.http().putJson(GOOD).ok();
  }

  @AfterAll
  void stopServer() {
    server.close();
    assertNoStackTrace(server.printed());
  }

  @AfterEach
  void nothingIsLostAndNothingAdded() {
    assertThat(server.http().row("SELECT count(*) FROM events").path(0).asLong()).isEqualTo(1);
  }

  @Test
  void notJson() {
    assertProblem(server.http().putJson("hello"), 400, "hello");
  }

  @Test
  void brokenLineOfNdjson_namesTheLineAndStoresNoneOfThem() {
    Answer answer =
        server.http().put("application/x-ndjson", bytes(GOOD + "\n" + GOOD + "\n{\"timesta"));
    assertProblem(answer, 400, "JSON");
    assertThat(answer.json().path("errors").path(0).path("index").asInt()).isEqualTo(2);
  }

  @Test
  void noTimestamp() {
    Answer answer = server.http().putJson("[" + GOOD + ", {\"labels\": {\"a\": \"b\"}}]");
    assertProblem(answer, 400, "timestamp");
    JsonNode error = answer.json().path("errors").path(0);
    assertThat(error.path("index").asInt()).isEqualTo(1);
    assertThat(error.path("pointer").asText()).contains("/timestamp");
    assertThat(error.path("message").asText()).isNotEmpty();
  }

  @Test
  void timestampThatIsNone() {
    assertProblem(
        server.http().putJson("{\"timestamp\": \"yesterday\", \"value\": 1}"), 400, "yesterday");
  }

  @Test
  void nestedLabel() {
    Answer answer =
        server.http().putJson("{\"timestamp\": 1, \"labels\": {\"where\": {\"x\": 1}}}");
    assertProblem(answer, 400, "where");
    assertThat(answer.json().path("errors").path(0).path("pointer").asText())
        .isEqualTo("/labels/where");
  }

  @Test
  void wrongTable() {
    assertProblem(server.http().query("SELECT * FROM evens"), 400, "evens");
  }

  @Test
  void wrongColumn() {
    assertProblem(server.http().query("SELECT valeu FROM events"), 400, "valeu");
  }

  @Test
  void syntaxError() {
    assertProblem(server.http().query("SELECT count(* FROM events"), 400, "FROM");
  }

  @Test
  void statementThatWouldChangeData() {
    assertProblem(server.http().query("DELETE FROM events"), 400, "DELETE");
  }

  @Test
  void textSearchThatIsNone() {
    assertProblem(
        server.http().query("SELECT * FROM events WHERE events('\"open')"), 400, "\"open");
  }

  @Test
  void queryBodyThatIsNoJson() {
    assertProblem(server.http().queryBody("SELECT 1"), 400, "JSON");
  }

  @Test
  void queryWithoutQuery() {
    assertProblem(server.http().queryBody("{\"range\": {}}"), 400, "query");
  }

  @Test
  void rangeThatIsNone() {
    assertProblem(
        server.http().queryBody("{\"query\": \"SELECT 1\", \"range\": {\"start\": \"last week\"}}"),
        400,
        "last week");
  }

  @Test
  void unknownPath() {
    assertProblem(server.http().get("/api/evens"), 404, "/api/evens");
  }

  @Test
  void unknownSegment() {
    assertProblem(
        server.http().get("/archive/events/2023/nothing.sqlite"),
        404,
        "events/2023/nothing.sqlite");
  }

  @Test
  void pathOutOfTheArchive() {
    Answer answer = server.http().get("/archive/..%2f..%2f..%2fetc%2fpasswd");
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.text()).doesNotContain("root:");
    assertNoStackTrace(answer.text());
  }

  @Test
  void unknownMethod() {
    Answer answer = server.http().call("DELETE", "/api/events", Map.of(), BodyPublishers.noBody());
    assertThat(answer.status()).isIn(404, 405);
    assertNoStackTrace(answer.text());
  }

  private static void assertProblem(Answer answer, int status, String named) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText() + problem.path("errors")).contains(named);
    assertNoStackTrace(answer.text());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
