package io.tsdb.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tsdb.archive.testing.PlainWebServer;
import io.tsdb.archive.testing.PlainWebServer.Ability;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Earthquakes in a folder that a web server publishes, which knows nothing of archives. */
class PublishTest {

  private static final String COUNT_AND_SUM = "SELECT count(*), sum(\"value\") FROM events";
  private static final double ROUNDING = 1e-9;

  @TempDir private Path directory;
  private CommandLine commands;
  private Path folder;

  @BeforeEach
  void publish() {
    commands = new CommandLine(directory, Map.of());
    folder = directory.resolve("web/quakes of 2018");
    String url = ArchivePlace.folder(folder).url().replace(" ", "%20");
    commands.run("import", "--archive", url, Earthquakes.file().toString()).ok();
    assertThat(index()).matches("Wrote index.json of file:.*: [1-9][0-9]* segments?\n");
  }

  private String index() {
    String url = ArchivePlace.folder(folder).url().replace(" ", "%20");
    return commands.run("index", "--archive", url).ok().out();
  }

  @ParameterizedTest
  @EnumSource(Ability.class)
  void publishedFolder_answersAsTheFolderDoes(Ability ability) throws SQLException {
    try (PlainWebServer web = PlainWebServer.of(directory.resolve("web"), ability);
        DriverJvm driver = DriverJvm.start(directory)) {
      List<String> row =
          driver.query("jdbc:tsdb:" + web.url() + "/quakes%20of%202018", COUNT_AND_SUM).get(0);
      assertThat(Long.parseLong(row.get(0))).isEqualTo(Earthquakes.figures().count());
      assertThat(Double.parseDouble(row.get(1)))
          .isCloseTo(Earthquakes.figures().sum().doubleValue(), within(ROUNDING));
      String sql =
          "SELECT ts, network, value, text FROM events WHERE events('kodiak') ORDER BY ts, value";
      assertThat(driver.query("jdbc:tsdb:" + web.url() + "/quakes%20of%202018", sql))
          .isNotEmpty()
          .isEqualTo(driver.query(folderUrl(), sql));
    }
  }

  private String folderUrl() {
    return "jdbc:tsdb:" + ArchivePlace.folder(folder).url().replace(" ", "%20");
  }

  @Test
  void commands_readAPublishedFolder() {
    try (PlainWebServer web = PlainWebServer.of(directory.resolve("web"))) {
      String url = web.url() + "/quakes%20of%202018";
      assertThat(
              commands
                  .run("query", "--archive", url, "--format", "csv", "SELECT count(*) FROM events")
                  .ok()
                  .out())
          .contains("1707");
      assertThat(commands.run("verify", "--archive", url).ok().out())
          .contains("1707 rows")
          .contains("0 findings");
      CommandLine.Result refused = commands.run("index", "--archive", url);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("index the folder or bucket that the web server serves");
    }
  }

  @Test
  void segmentThatIsGone_isNamedWithItsRemedy_andAnotherIndexMends() throws Exception {
    try (PlainWebServer web = PlainWebServer.of(directory.resolve("web"));
        DriverJvm driver = DriverJvm.start(directory)) {
      String url = "jdbc:tsdb:" + web.url() + "/quakes%20of%202018";
      Path gone = segment();
      Files.delete(gone);
      SQLException failure = driver.failure(url, Map.of(), "SELECT sum(\"value\") FROM events");
      assertThat(failure.getMessage())
          .contains(gone.getFileName().toString())
          .contains("Run the command index on the archive again");
      index();
      assertThat(driver.query(url, Map.of("listingTtl", "0"), COUNT_AND_SUM)).hasSize(1);
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("events"))) {
      return files.filter(file -> file.toString().endsWith(".sqlite")).findFirst().orElseThrow();
    }
  }
}
