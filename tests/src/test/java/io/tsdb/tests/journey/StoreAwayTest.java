package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import io.tsdb.tests.process.HttpCalls.Answer;
import io.tsdb.tests.process.S3Archive;
import io.tsdb.tests.process.ServerProcess;
import io.tsdb.tests.process.UploadGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the store is away events are taken as before; when it is back they get there. */
class StoreAwayTest {

  private static final String COUNT = "SELECT count(*) FROM events";

  @TempDir private Path directory;

  @Test
  void eventsWaitInTheLogUntilTheStoreIsBack() throws Exception {
    try (S3Archive s3 = S3Archive.start();
        UploadGate gate = new UploadGate(s3.endpoint());
        DriverJvm driver = DriverJvm.start(directory)) {
      ArchivePlace place = s3.placeAt(gate.endpoint());
      try (ServerProcess server =
          ServerProcess.start(directory, place.url(), place.environment(), "--seal-age", "1s")) {
        gate.hold(UploadGate.Hold.ALL);
        server.http().put("application/x-ndjson", Earthquakes.ndjson()).ok();
        await("a server that says why it cannot seal")
            .atMost(Duration.ofSeconds(60))
            .until(() -> ready(server).path("sealProblem").asText().contains("archive-bucket"));
        assertThat(ready(server).path("status").asText()).isEqualTo("ready");
        assertThat(ready(server).path("eventsNotSealed").asInt()).isEqualTo(1707);

        server.http().putJson("{\"timestamp\": 1, \"value\": 1}").ok();
        Answer query = server.http().query(COUNT);
        assertThat(query.status()).as("part of the answer is out of reach").isEqualTo(503);
        assertThat(query.json().path("detail").asText()).contains("archive-bucket");
        assertNoStackTrace(query.text() + server.printed());

        gate.hold(UploadGate.Hold.NOTHING);
        await("all events in the archive")
            .atMost(Duration.ofSeconds(90))
            .until(() -> ready(server).path("eventsNotSealed").asInt() == 0);
        assertThat(ready(server).has("sealProblem")).isFalse();
        assertThat(server.http().row(COUNT).path(0).asInt()).isEqualTo(1708);
      }
      ArchivePlace direct = s3.place();
      assertThat(driver.query(direct.jdbcUrl(), direct.properties(), COUNT))
          .isEqualTo(List.of(List.of("1708")));
    }
  }

  private static JsonNode ready(ServerProcess server) {
    return server.http().get("/health/ready").ok().json();
  }
}
