package io.tsdb.tests.journey;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import io.tsdb.tests.process.S3Archive;
import io.tsdb.tests.process.ServerProcess;
import io.tsdb.tests.process.UploadGate;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server is killed, and starts again on the same log: each acknowledged event is there once. */
class KillTest {

  private static final int EVENTS = Earthquakes.figures().count();
  private static final String COUNT = "SELECT count(*) FROM events";

  @TempDir private Path directory;

  @Test
  void betweenAcknowledgementAndSealing_folder() throws Exception {
    killAndRestart(ArchivePlace.folder(directory.resolve("archive")));
  }

  @Test
  void betweenAcknowledgementAndSealing_s3() throws Exception {
    try (S3Archive s3 = S3Archive.start()) {
      killAndRestart(s3.place());
    }
  }

  private void killAndRestart(ArchivePlace archive) throws Exception {
    try (ServerProcess server = start(archive)) {
      putEarthquakes(server);
      server.kill();
    }
    try (ServerProcess server = start(archive)) {
      assertThat(liveCount(server)).isEqualTo(EVENTS);
      server.http().seal().ok();
    }
    assertArchived(archive);
  }

  @ParameterizedTest
  @EnumSource(
      value = UploadGate.Hold.class,
      names = {"UPLOAD", "ANSWER"})
  void whileASegmentIsUploaded(UploadGate.Hold hold) throws Exception {
    try (S3Archive s3 = S3Archive.start();
        UploadGate gate = new UploadGate(s3.endpoint())) {
      ArchivePlace behindGate = s3.placeAt(gate.endpoint());
      try (ServerProcess server = start(behindGate)) {
        putEarthquakes(server);
        gate.hold(hold);
        sealInBackground(server);
        await("an upload that is held").atMost(Duration.ofSeconds(30)).until(gate::hasHeld);
        server.kill();
      }
      try (ServerProcess server = start(s3.place())) {
        assertThat(liveCount(server)).isEqualTo(EVENTS);
        server.http().seal().ok();
        assertThat(liveCount(server)).isEqualTo(EVENTS);
      }
      assertArchived(s3.place());
    }
  }

  /** Kills at some moment after a seal has been asked for, one for each delay. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 80})
  void whileSealingToAFolder(int delayMillis) throws Exception {
    ArchivePlace archive = ArchivePlace.folder(directory.resolve("archive"));
    try (ServerProcess server = start(archive)) {
      putEarthquakes(server);
      sealInBackground(server);
      long from = System.nanoTime();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> System.nanoTime() - from >= delayMillis * 1_000_000L);
      server.kill();
    }
    try (ServerProcess server = start(archive)) {
      assertThat(liveCount(server)).isEqualTo(EVENTS);
      server.http().seal().ok();
      assertThat(liveCount(server)).isEqualTo(EVENTS);
    }
    assertArchived(archive);
  }

  @Test
  void terminated_endsQuicklyAndKeepsAll() throws Exception {
    ArchivePlace archive = ArchivePlace.folder(directory.resolve("archive"));
    try (ServerProcess server = start(archive)) {
      putEarthquakes(server);
      long from = System.nanoTime();
      int exitCode = server.terminate();
      assertThat(exitCode).as("143 is SIGTERM's own").isIn(0, 143);
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(15));
    }
    try (ServerProcess server = start(archive)) {
      assertThat(liveCount(server)).isEqualTo(EVENTS);
    }
  }

  private ServerProcess start(ArchivePlace archive) {
    return ServerProcess.start(directory, archive.url(), archive.environment());
  }

  private static void putEarthquakes(ServerProcess server) {
    server.http().put("application/x-ndjson", Earthquakes.ndjson()).ok();
  }

  /** The call ends with the server, one way or the other. */
  private static void sealInBackground(ServerProcess server) {
    runAsync(
        () -> {
          try {
            server.http().seal();
          } catch (UncheckedIOException e) {
            return; // the server was killed before it answered, as intended
          }
        });
  }

  private static long liveCount(ServerProcess server) {
    JsonNode row = server.http().row(COUNT);
    return row.path(0).asLong();
  }

  private void assertArchived(ArchivePlace archive) throws Exception {
    try (DriverJvm driver = DriverJvm.start(directory)) {
      assertThat(driver.query(archive.jdbcUrl(), archive.properties(), COUNT))
          .isEqualTo(List.of(List.of(Integer.toString(EVENTS))));
    }
  }
}
