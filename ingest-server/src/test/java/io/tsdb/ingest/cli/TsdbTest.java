package io.tsdb.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsdbTest {

  @TempDir private Path folder;

  @Test
  void help_namesCommandsAndExitCodes() {
    CommandLineRun run = CommandLineRun.of("--help");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "demo", "serve", "import", "query", "verify", "Exit codes", "TSDB_SEAL_SIZE", "s3://");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "serve, --archive --data --port --host --writer --seal-size --seal-age --debug",
    "demo, --port --exit --debug",
    "import, --archive --precision --seal-size --temp --debug",
    "query, --archive --format --debug",
    "verify, --archive --debug"
  })
  void help_ofACommandNamesItsOptions(String command, String options) {
    CommandLineRun run = CommandLineRun.of(command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(options.split(" "))
        .contains("Exit codes", "Usage: tsdb " + command);
    assertThat(CommandLineRun.of("help", command).out()).isEqualTo(run.out());
  }

  @Test
  void version_isThatOfTheBuild() {
    assertThat(CommandLineRun.of("--version").out().strip())
        .matches("tsdb [0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "serve",
        "serve --archive file:///x",
        "serve --data /x",
        "serve --archive file:///x --data /x --port many",
        "serve --archive file:///x --data /x --port 70000",
        "serve --archive file:///x --data /x --host 0.0.0.0",
        "serve --archive file:///x --data /x --seal-age soon",
        "serve --archive file:///x --data /x --seal-size big",
        "serve --archive file:///x --data /x --writer a/b",
        "query --archive file:///x",
        "query --archive file:///x --format xml SQL",
        "query --archive file:///x --colour SQL",
        "import --archive file:///x",
        "import --archive file:///x events.txt",
        "import --archive file:///x --precision d events.lp",
      })
  void wrongUsage_isCode2WithTwoClearLines(String line) {
    CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSizeBetween(2, 3);
    assertThat(run.err()).startsWith("tsdb: ").contains("Try: tsdb").doesNotContain("\tat ");
  }

  @Test
  void archive_thatIsNone() {
    CommandLineRun run = CommandLineRun.of("query", "--archive", "ftp://x/y", "SELECT 1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("tsdb: ").contains("ftp://x/y").doesNotContain("\tat ");
  }

  @Test
  void secrets_areNotRepeated() {
    String url = "s3://key:hunter2@bucket/x";

    assertThat(CommandLineRun.of("query", "--archive", url, "SELECT 1").err())
        .doesNotContain("hunter2");
    assertThat(CommandLineRun.of("query", "--archive", url).err()).doesNotContain("hunter2");
    assertThat(CommandLineRun.of("query", "--archive=" + url, "--colour=" + url, "x").err())
        .doesNotContain("hunter2");
  }

  @Test
  void environment_givesOptionsThatTheLineLacks() {
    Map<String, String> environment =
        Map.of("TSDB_ARCHIVE", "ftp://from/environment", "TSDB_FORMAT", "");

    assertThat(CommandLineRun.with(environment, "query", "SELECT 1").err())
        .contains("ftp://from/environment");
    assertThat(
            CommandLineRun.with(environment, "query", "--archive", "ftp://line", "SELECT 1").err())
        .contains("ftp://line");
    assertThat(CommandLineRun.with(Map.of("TSDB_PORT", "x"), "demo").code()).isEqualTo(2);
  }

  @Test
  void debug_printsWhereAFailureComesFrom() {
    String[] failing = {"import", "--archive", "file://" + folder, folder + "/no.csv", "--debug"};

    assertThat(CommandLineRun.of(failing).err()).contains("\tat io.tsdb.ingest.cli");
  }
}
