package io.tsdb.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  @TempDir private Path folder;
  private String archive;

  @BeforeEach
  void importEvents() throws IOException {
    Path events = folder.resolve("events.ndjson");
    Files.writeString(
        events,
        """
        {"timestamp": "2023-01-08T19:12:42.254Z", "größe": "Übergröße", "value": "Ein Fußball"}
        {"timestamp": "2023-01-08T19:12:43Z", "labels": {"unit": "°C"}, "value": 21.5}
        {"timestamp": "2024-05-05T05:05:05Z", "value": ""}
        """);
    archive = "file://" + folder.resolve("archive").toAbsolutePath();
    assertThat(CommandLineRun.of("import", "--archive", archive, events.toString()).code())
        .isZero();
  }

  private CommandLineRun verify() {
    return CommandLineRun.of("verify", "--archive", archive);
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("archive"))) {
      return files.filter(file -> file.toString().endsWith(".sqlite")).findFirst().orElseThrow();
    }
  }

  @Test
  void soundArchive_isCode0WithASummary() {
    CommandLineRun run = verify();

    assertThat(run.out())
        .matches("Checked \\d segments? of file:\\S+: 3 rows, [1-9]\\d* bytes read, 0 findings\\R");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void damagedArchive_isCode1WithALineForEachFinding() throws IOException {
    Path segment = segment();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[0] = 'x';
    Files.delete(segment);
    Files.write(segment, bytes);
    Files.writeString(folder.resolve("archive/events/notes.txt"), "hello");

    CommandLineRun run = verify();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("events/notes.txt: expected only segments"))
        .anyMatch(
            line ->
                line.contains(segment.getFileName() + ": expected ")
                    && line.contains("does not start with 'SQLite format 3'"))
        .anyMatch(line -> line.endsWith(" 2 findings"));
  }

  @Test
  void archiveThatCannotBeListed_isCode1() {
    CommandLineRun run = CommandLineRun.of("verify", "--archive", "http://127.0.0.1:1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("tsdb: ").contains("http://127.0.0.1:1");
  }

  @Test
  void wrongUsage_isCode2() {
    assertThat(CommandLineRun.of("verify").code()).isEqualTo(2);
    assertThat(CommandLineRun.of("verify", "--archive", archive, "more").code()).isEqualTo(2);
  }

  @Test
  void help_namesItsExitCodes() {
    assertThat(CommandLineRun.of("verify", "--help").out())
        .contains("1   something is wrong or could not be read");
  }
}
