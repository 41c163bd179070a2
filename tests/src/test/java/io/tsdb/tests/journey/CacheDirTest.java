package io.tsdb.tests.journey;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.testing.PlainWebServer;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.DriverJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that share a {@code cacheDir}, each a JVM of its own with the driver's jar alone. */
@Timeout(180)
class CacheDirTest {

  private static final int EVENTS = 20_000;
  private static final long FIRST_TIME = 1_546_300_800_000L; // 2019-01-01
  private static final int MINUTE = 60_000;

  /** Answered from the rollups in the head, whose values are few enough to be summed exactly. */
  private static final String ROLLUPS =
      "SELECT count(value), sum(value), min(value), max(value) FROM events";

  /** Answered from rows. */
  private static final String ROWS =
      "SELECT text FROM events WHERE value >= " + (EVENTS - 200) + " ORDER BY ts";

  @TempDir private Path directory;
  private Path cache;
  private PlainWebServer web;

  @BeforeEach
  void publish() throws IOException {
    cache = directory.resolve("cache");
    StringBuilder events = new StringBuilder("ts,value,text\n");
    for (int i = 0; i < EVENTS; i++) {
      events.append(FIRST_TIME + (long) i * MINUTE).append(',').append(i).append(',');
      events.append(i % 100 == 0 ? "order " + i : "").append('\n');
    }
    Path file = Files.writeString(directory.resolve("events.csv"), events);
    String url = ArchivePlace.folder(directory.resolve("web/archive")).url();
    CommandLine commands = new CommandLine(directory, Map.of());
    commands.run("import", "--archive", url, file.toString()).ok();
    commands.run("index", "--archive", url).ok();
    web = PlainWebServer.of(directory.resolve("web"));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void theNextProgram_makesNoRequestForHeads() throws Exception {
    try (DriverJvm first = DriverJvm.start(directory)) {
      assertAnswers(first);
    }
    assertThat(requestsForSegments()).isNotEmpty();
    web.forgetRequests();
    try (DriverJvm second = DriverJvm.start(directory)) {
      assertRollups(second);
      assertThat(web.requests()).as("a listing, at least").isNotEmpty();
      assertThat(requestsForSegments()).isEmpty();

      deleteCache();
      assertRollups(second);
      assertThat(requestsForSegments()).isNotEmpty();
    }
  }

  @Test
  void programsAtOnce_areRight_whateverHappensToTheFolder() throws Exception {
    try (DriverJvm one = DriverJvm.start(directory);
        DriverJvm other = DriverJvm.start(directory)) {
      CompletableFuture<Void> both = CompletableFuture.allOf(asking(one, 20), asking(other, 20));
      while (!both.isDone()) {
        spoilCache();
        deleteCache();
      }
      both.join();
      assertThat(one.err() + other.err()).isEmpty();
    }
  }

  @Test
  void garbageInTheFolder_changesNoAnswer() throws Exception {
    try (DriverJvm one = DriverJvm.start(directory);
        DriverJvm other = DriverJvm.start(directory)) {
      CompletableFuture.allOf(asking(one, 1), asking(other, 1)).join();
      assertThat(spoilCache()).isPositive();
      web.forgetRequests();
      assertAnswers(other);
      assertThat(requestsForSegments()).isNotEmpty();
      web.forgetRequests();
      assertRollups(one);
      assertThat(requestsForSegments()).as("mended by the other program").isEmpty();
    }
  }

  private CompletableFuture<Void> asking(DriverJvm driver, int times) {
    return supplyAsync(
        () -> {
          for (int i = 0; i < times; i++) {
            assertAnswers(driver);
          }
          return null;
        });
  }

  private void assertAnswers(DriverJvm driver) {
    assertRollups(driver);
    assertThat(ask(driver, ROWS))
        .filteredOn(row -> row.get(0) != null)
        .containsExactly(List.of("order " + (EVENTS - 200)), List.of("order " + (EVENTS - 100)));
  }

  private void assertRollups(DriverJvm driver) {
    double sum = IntStream.range(0, EVENTS).asDoubleStream().sum();
    assertThat(ask(driver, ROLLUPS))
        .containsExactly(
            List.of(
                String.valueOf(EVENTS),
                String.valueOf(sum),
                "0.0",
                String.valueOf((double) (EVENTS - 1))));
  }

  private List<List<String>> ask(DriverJvm driver, String sql) {
    try {
      return driver.query(
          "jdbc:tsdb:" + web.url() + "/archive", Map.of("cacheDir", cache.toString()), sql);
    } catch (SQLException e) {
      throw new AssertionError("No answer to " + sql, e);
    }
  }

  private List<String> requestsForSegments() {
    return web.requests().stream().filter(request -> request.contains(".sqlite")).toList();
  }

  /** Overwrites a part of each file; returns how many. */
  private int spoilCache() throws IOException {
    int spoilt = 0;
    for (Path file : cached()) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = bytes.length / 3; at < bytes.length / 2; at++) {
          bytes[at] = (byte) at;
        }
        Files.write(file, bytes);
        spoilt++;
      } catch (NoSuchFileException e) {
        continue; // renamed or deleted by a program meanwhile
      }
    }
    return spoilt;
  }

  private void deleteCache() throws IOException {
    for (Path file : cached()) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> cached() throws IOException {
    if (Files.notExists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }
}
