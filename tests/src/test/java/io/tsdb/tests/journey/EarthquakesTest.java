package io.tsdb.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import io.tsdb.tests.process.S3Archive;
import io.tsdb.tests.process.ServerProcess;
import io.tsdb.tests.process.SqliteShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 1,707 earthquakes travel from HTTP to SQL, and are the same in number and sum at each stop. */
class EarthquakesTest {

  private static final String COUNT_AND_SUM = "SELECT count(*), sum(\"value\") FROM events";
  private static final Earthquakes.Figures FILE = Earthquakes.figures();

  /**
   * The file's sum is exact; a sum of doubles depends on their order by some units of the last
   * place.
   */
  private static final double ROUNDING = 1e-9;

  @TempDir private Path directory;
  @AutoClose private DriverJvm driver;

  @BeforeEach
  void startDriver() {
    driver = DriverJvm.start(directory);
  }

  @Test
  void theFileHolds1707Events() {
    assertThat(FILE.count()).isEqualTo(1707);
  }

  @Test
  void throughS3() throws Exception {
    try (S3Archive s3 = S3Archive.start()) {
      travel(s3.place());
    }
  }

  @Test
  void throughAFolder() throws Exception {
    // The server makes the folder: a reader can connect before the first seal.
    travel(ArchivePlace.folder(directory.resolve("archive")));
  }

  private void travel(ArchivePlace archive) throws Exception {
    try (ServerProcess server =
        ServerProcess.start(directory, archive.url(), archive.environment())) {
      JsonNode accepted =
          server.http().put("application/x-ndjson", Earthquakes.ndjson()).ok().json();
      assertThat(accepted.path("accepted").asInt()).isEqualTo(FILE.count());

      assertFigures(driver.query(server.jdbcUrl(), COUNT_AND_SUM));
      assertThat(driver.query(archive.jdbcUrl(), archive.properties(), COUNT_AND_SUM))
          .as("nothing is sealed yet")
          .isEqualTo(List.of(java.util.Arrays.asList("0", null)));

      server.http().seal().ok();

      assertFigures(driver.query(archive.jdbcUrl(), archive.changedProperties(), COUNT_AND_SUM));
      assertFigures(driver.query(server.jdbcUrl(), COUNT_AND_SUM));
      JsonNode row = server.http().row(COUNT_AND_SUM);
      assertFigures(List.of(List.of(row.path(0).asText(), row.path(1).asText())));
      assertSegmentsOpenInShell(server);
    }
  }

  private void assertSegmentsOpenInShell(ServerProcess server) throws Exception {
    JsonNode segments = server.http().get("/api/segments").ok().json().path("segments");
    assertThat(segments).isNotEmpty();
    long count = 0;
    double sum = 0;
    for (JsonNode segment : segments) {
      Path file = directory.resolve("downloaded-" + count + ".sqlite");
      Files.write(file, server.http().get(segment.path("url").asText()).ok().body());
      assertThat(Files.size(file)).isEqualTo(segment.path("bytes").asLong());
      assertThat(SqliteShell.query(file, "PRAGMA integrity_check")).containsExactly("ok");
      List<String> figures = SqliteShell.query(file, "SELECT count(*), sum(value) FROM events");
      assertThat(figures).hasSize(1);
      String[] cells = figures.get(0).split("\\|");
      assertThat(Long.parseLong(cells[0])).isEqualTo(segment.path("rows").asLong());
      count += Long.parseLong(cells[0]);
      sum += Double.parseDouble(cells[1]);
    }
    assertFigures(List.of(List.of(Long.toString(count), Double.toString(sum))));
  }

  private static void assertFigures(List<List<String>> rows) {
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get(0)).isEqualTo(Integer.toString(FILE.count()));
    assertThat(Double.parseDouble(rows.get(0).get(1)))
        .isCloseTo(FILE.sum().doubleValue(), within(ROUNDING));
  }
}
