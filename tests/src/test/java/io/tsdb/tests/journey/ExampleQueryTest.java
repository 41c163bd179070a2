package io.tsdb.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example query of the HTTP API, with its range, as the JSON body of a GET. */
class ExampleQueryTest {

  private static final String QUERY =
      "SELECT payload->'product_name' FROM events WHERE events('order_id 111')";

  private static final String BODY =
      "{\"query\": \""
          + QUERY
          + "\", \"range\": {\"start\": \"2022-01-01\", \"end\": \"2022-12-31\"}}";

  @TempDir private Path directory;

  @Test
  void answersFromLiveAndSealedEvents() {
    String archive = ArchivePlace.folder(directory.resolve("archive")).url();
    try (ServerProcess server = ServerProcess.start(directory, archive, Map.of())) {
      server
          .http()
          .putJson(
              "["
                  + order("2021-12-31T23:59:59.999Z", "Too Early", "111", "Lovely.")
                  + ","
                  + order("2022-01-01T00:00:00Z", "Terracotta Coffee Mug", "111", "Nice.")
                  + ","
                  + order("2022-06-01T12:00:00Z", "Other Order", "112", "Bad.")
                  + ","
                  + order("2022-12-31T23:59:59.999Z", "Espresso Cup \\\"Größe S\\\"", "111", "ok")
                  + ","
                  + order("2023-01-01T00:00:00Z", "Too Late", "111", "Late.")
                  + "]")
          .ok();
      assertAnswer(server);
      server.http().seal().ok();
      assertAnswer(server);
    }
  }

  private static void assertAnswer(ServerProcess server) {
    JsonNode answer = server.http().queryBody(BODY).ok().json();
    assertThat(answer.path("columns")).hasSize(1);
    assertThat(answer.path("rows"))
        .extracting(row -> row.path(0).asText())
        .as("-> gives JSON; the date that ends the range includes its day")
        .containsExactly("\"Terracotta Coffee Mug\"", "\"Espresso Cup \\\"Größe S\\\"\"");
  }

  private static String order(String time, String product, String order, String text) {
    return "{\"timestamp\": \""
        + time
        + "\", \"labels\": {\"product_name\": \""
        + product
        + "\", \"order_id\": \""
        + order
        + "\"}, \"value\": \""
        + text
        + "\"}";
  }
}
