package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad statements and files are named, with an exit code or SQLState to match. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputByJdbcAndCommandLineTest {

  private Path directory;
  private ArchivePlace archive;
  private CommandLine commands;
  private DriverJvm driver;

  @BeforeAll
  void start(@TempDir Path folder) {
    directory = folder;
    archive = ArchivePlace.folder(folder.resolve("archive"));
    commands = new CommandLine(folder, Map.of());
    commands.run("import", "--archive", archive.url(), Earthquakes.file().toString()).ok();
    driver = DriverJvm.start(folder);
  }

  @AfterAll
  void stop() {
    driver.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM evens                           | evens     | 42
          SELECT valeu FROM events                      | valeu     | 42
          SELECT count(* FROM events                    | FROM      | 42
          SELECT frobnicate(ts) FROM events             | frobnicate| 42
          DELETE FROM events                            | DELETE    |
          SELECT * FROM events WHERE events('"open')    | "open     |
          SELECT time_bucket('1 fortnite', ts) FROM events | fortnite  |
          """)
  void badStatement(String sql, String named, String stateClass) {
    SQLException jdbc = driver.failure(archive.jdbcUrl(), Map.of(), sql);
    assertThat(jdbc.getMessage()).contains(named);
    assertThat(jdbc.getSQLState()).hasSize(5).startsWith(stateClass == null ? "" : stateClass);
    assertNoStackTrace(jdbc.getMessage());

    CommandLine.Result query = commands.run("query", "--archive", archive.url(), sql);
    assertThat(query.exitCode()).as(query.toString()).isEqualTo(1);
    assertThat(query.err()).contains(named);
    assertThat(query.out()).isEmpty();
    assertNoStackTrace(query.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bad.ndjson | {"timestamp": 1, "value": 1}\\nhello            | 2
          bad.csv    | timestamp,value\\n1,2\\nnever,3                 | 3
          bad.lp     | cpu usage=1 1673205162254000000\\ncpu usage= 7  | 2
          """)
  void badFile(String name, String content, String line) throws IOException {
    ArchivePlace own = ArchivePlace.folder(directory.resolve("archive-of-" + name));
    Path file = directory.resolve(name);
    Files.writeString(file, content.replace("\\n", "\n"));
    CommandLine.Result result = commands.run("import", "--archive", own.url(), file.toString());
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).contains(name).containsPattern("\\b" + line + "\\b");
    assertNoStackTrace(result.out() + result.err());
  }

  @Test
  void fileThatIsNotThere() {
    CommandLine.Result result =
        commands.run("import", "--archive", archive.url(), "nowhere.ndjson");
    assertThat(result.exitCode()).as(result.toString()).isIn(1, 2);
    assertThat(result.err()).contains("nowhere.ndjson");
    assertNoStackTrace(result.err());
  }

  @Test
  void fileOfUnknownKind() throws IOException {
    Path file = Files.writeString(directory.resolve("events.xml"), "<events/>");
    CommandLine.Result result = commands.run("import", "--archive", archive.url(), file.toString());
    assertThat(result.exitCode()).as(result.toString()).isIn(1, 2);
    assertThat(result.err()).contains("events.xml").contains(".ndjson");
    assertNoStackTrace(result.err());
  }

  @Test
  void unknownCommandAndOption() {
    CommandLine.Result command = commands.run("frob");
    assertThat(command.exitCode()).as(command.toString()).isEqualTo(2);
    assertThat(command.err()).contains("frob");
    CommandLine.Result option =
        commands.run("query", "--archive", archive.url(), "--formt", "csv", "SELECT 1");
    assertThat(option.exitCode()).as(option.toString()).isEqualTo(2);
    assertThat(option.err()).contains("--formt");
    assertNoStackTrace(command.err() + option.err());
  }

  @Test
  void unknownArchiveFolder_isAnEmptyArchiveOrAnErrorThatNamesIt() {
    ArchivePlace nowhere = ArchivePlace.folder(directory.resolve("nowhere"));
    CommandLine.Result result =
        commands.run("query", "--archive", nowhere.url(), "SELECT count(*) FROM events");
    assertNoStackTrace(result.out() + result.err());
    if (result.exitCode() != 0) {
      assertThat(result.err()).contains("nowhere");
    } else {
      assertThat(result.out()).contains("0");
    }
  }
}
