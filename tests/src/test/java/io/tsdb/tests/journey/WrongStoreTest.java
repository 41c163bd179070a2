package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import io.tsdb.tests.process.HttpCalls.Answer;
import io.tsdb.tests.process.S3Archive;
import io.tsdb.tests.process.ServerProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be used is named, with the reason, and never with a secret. */
@TestInstance(Lifecycle.PER_CLASS)
class WrongStoreTest {

  private static final String COUNT = "SELECT count(*) FROM events";
  private static final String WRONG_SECRET = "not/the+right/secret0123456789abcdefghij";

  private S3Archive s3;
  private DriverJvm driver;
  private Path directory;

  @BeforeAll
  void start(@TempDir Path folder) {
    directory = folder;
    s3 = S3Archive.start();
    driver = DriverJvm.start(folder);
  }

  @AfterAll
  void stop() {
    driver.close();
    s3.close();
  }

  @Test
  void unknownBucket() {
    assertNamed(s3.placeIn("no-such-bucket"), "no-such-bucket");
  }

  @Test
  void wrongKeys() {
    assertNamed(s3.placeWithSecret(WRONG_SECRET), "archive-bucket");
  }

  @Test
  void nobodyListens() {
    ArchivePlace nowhere = new ArchivePlace("http://127.0.0.1:1", Map.of(), Map.of());
    assertNamed(nowhere, "127.0.0.1:1");
  }

  @Test
  void unknownScheme() {
    assertNamed(new ArchivePlace("ftp://host/path", Map.of(), Map.of()), "ftp");
  }

  /** Events are taken while the store refuses them, and nothing of them is lost. */
  @Test
  void serverWithWrongKeys_takesEventsAndLosesNone(@TempDir Path own) throws Exception {
    ArchivePlace wrong = s3.placeWithSecret(WRONG_SECRET);
    try (ServerProcess server = ServerProcess.start(own, wrong.url(), wrong.environment())) {
      server.http().put("application/x-ndjson", Earthquakes.ndjson()).ok();
      Answer sealed = server.http().seal();
      assertThat(sealed.status()).as(sealed.toString()).isBetween(500, 599);
      assertThat(sealed.json().path("detail").asText()).contains("archive-bucket");
      assertNoStackTrace(sealed.text());
      assertThat(server.printed()).contains("archive-bucket").doesNotContain(WRONG_SECRET);
      assertNoStackTrace(server.printed());
      server.kill();
    }
    ArchivePlace right = s3.place();
    try (ServerProcess server = ServerProcess.start(own, right.url(), right.environment())) {
      server.http().seal().ok();
    }
    assertThat(driver.query(right.jdbcUrl(), right.properties(), COUNT))
        .isEqualTo(List.of(List.of("1707")));
  }

  private void assertNamed(ArchivePlace place, String named) {
    SQLException jdbc = driver.failure(place.jdbcUrl(), place.properties(), COUNT);
    assertThat(jdbc.getMessage()).contains(named);
    assertThat(jdbc.getSQLState()).hasSize(5);
    assertThat(jdbc.getMessage()).doesNotContain(WRONG_SECRET);
    assertNoStackTrace(jdbc.getMessage());

    CommandLine.Result query =
        new CommandLine(directory, place.environment())
            .run("query", "--archive", place.url(), COUNT);
    assertThat(query.exitCode()).as(query.toString()).isEqualTo(1);
    assertThat(query.err()).contains(named).doesNotContain(WRONG_SECRET);
    assertNoStackTrace(query.out() + query.err());
  }
}
