package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import io.tsdb.tests.process.HttpCalls.Answer;
import io.tsdb.tests.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged segment is named by whoever meets it, and what is whole stays readable. */
class DamagedArchiveTest {

  private static final String SUM = "SELECT sum(\"value\") FROM events";
  private static final String WHOLE_COUNT =
      "SELECT count(*) FROM events WHERE ts >= TIMESTAMP '2020-01-01 00:00:00'";

  @TempDir private Path directory;
  @AutoClose private DriverJvm driver;

  private ArchivePlace archive;
  private CommandLine commands;
  private Path segment;
  private byte[] whole;

  @BeforeEach
  void importEarthquakes() throws IOException {
    archive = ArchivePlace.folder(directory.resolve("archive"));
    commands = new CommandLine(directory, Map.of());
    commands.run("import", "--archive", archive.url(), Earthquakes.file().toString()).ok();
    segment = segments().get(0);
    whole = Files.readAllBytes(segment);
    driver = DriverJvm.start(directory);
    // Another segment, far away in time, that stays whole.
    Path later = directory.resolve("later.ndjson");
    Files.writeString(later, "{\"timestamp\": \"2021-05-05T05:05:05Z\", \"value\": 5}\n");
    commands.run("import", "--archive", archive.url(), later.toString()).ok();
  }

  @Test
  void noSqliteFile() throws Exception {
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 0, 4096, (byte) 'x');
    assertNamedByAll(damaged);
  }

  @Test
  void cutOff() throws Exception {
    assertNamedByAll(Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void empty() throws Exception {
    assertNamedByAll(new byte[0]);
  }

  private void assertNamedByAll(byte[] damaged) throws Exception {
    Files.write(segment, damaged);
    String name = segment.getFileName().toString();

    SQLException jdbc = driver.failure(archive.jdbcUrl(), Map.of(), SUM);
    assertThat(jdbc.getMessage()).contains(name);
    assertNoStackTrace(jdbc.getMessage());
    assertThat(jdbc.getSQLState()).hasSize(5);
    assertThat(driver.query(archive.jdbcUrl(), WHOLE_COUNT))
        .as("a query that does not need the damaged segment")
        .isEqualTo(List.of(List.of("1")));

    CommandLine.Result query = commands.run("query", "--archive", archive.url(), SUM);
    assertThat(query.exitCode()).as(query.toString()).isEqualTo(1);
    assertThat(query.err()).contains(name);
    assertNoStackTrace(query.out() + query.err());

    CommandLine.Result verify = commands.run("verify", "--archive", archive.url());
    assertThat(verify.exitCode()).as(verify.toString()).isEqualTo(1);
    assertThat(verify.out()).contains(name + ": expected ").contains("Checked 3 segments of ");
    assertNoStackTrace(verify.out() + verify.err());

    try (ServerProcess server = ServerProcess.start(directory, archive.url(), Map.of())) {
      Answer answer = server.http().query(SUM);
      assertThat(answer.status()).as(answer.toString()).isBetween(500, 599);
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.json().path("detail").asText()).contains(name);
      assertNoStackTrace(answer.text());
      assertThat(server.http().row(WHOLE_COUNT).path(0).asLong()).isEqualTo(1);
    }

    Files.write(segment, whole);
    assertThat(driver.query(archive.jdbcUrl(), "SELECT count(*), count(\"value\") FROM events"))
        .as("put back from a backup")
        .isEqualTo(List.of(List.of("1708", "1708")));
    assertThat(commands.run("verify", "--archive", archive.url()).ok().out())
        .contains("3 segments", "1708 rows", " 0 findings");
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("archive"))) {
      return files.filter(file -> file.toString().endsWith(".sqlite")).sorted().toList();
    }
  }
}
