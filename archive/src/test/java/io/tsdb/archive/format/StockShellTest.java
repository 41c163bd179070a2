package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sqlite3 shell of the machine reads segments. Skipped where there is none; the other tests ask
 * the SQLite that comes with the JDBC driver the same.
 */
class StockShellTest {

  @TempDir private Path folder;

  @Test
  void shell_readsTheView() throws Exception {
    List<Event> events = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      events.add(Events.mixed(i));
      sum += Math.rint(events.get(i).value().orElse(0) * 1000);
    }
    Path file = write(events);
    assertThat(shell(file, "PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(
            shell(
                file,
                "SELECT count(*), CAST(sum(round(value * 1000)) AS INTEGER), min(time) FROM events"))
        .isEqualTo("10000|" + (long) sum + "|2023-01-08T19:12:42.254Z");
    assertThat(
            shell(
                file,
                "SELECT room, sensor, payload ->> 'text' FROM events WHERE ts = "
                    + (START + 13 * 10)))
        .isEqualTo("r1|s13|order_id 13 shipped");
    assertThat(shell(file, ".tables")).contains("events", "sample", "search", "series", "zone");
    assertThat(shell(file, ".schema")).contains("CREATE VIEW events", "USING fts5(labels, text");
  }

  @Test
  void shell_searchesText() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      events.add(Events.mixed(i));
    }
    Path file = write(events);
    assertThat(shell(file, "SELECT rowid FROM search WHERE search MATCH 'order_id 133'"))
        .isEqualTo("134");
    assertThat(shell(file, "SELECT rowid FROM search WHERE search MATCH '\"order_id 133 ship\"*'"))
        .isEqualTo("134");
    assertThat(
            shell(file, "SELECT count(*) FROM series_search WHERE series_search MATCH 'sensor s7'"))
        .isEqualTo("3");
    assertThat(shell(file, "INSERT INTO search(search) VALUES ('integrity-check')")).isEmpty();
  }

  @Test
  void shell_findsLabelsOfAnyKey() throws Exception {
    for (String key :
        List.of("plain", "", "a.b", "it's", "a\"b", "a\\b", "\\u0041", "é", "😀", "\u0001", "\t")) {
      Labels labels = Labels.of(Map.of(key, "found", "other", "x"));
      Path file = write(List.of(Events.number(START, labels, 1)));
      String column = (key.isEmpty() ? "label_" : key).replace("\"", "\"\"");
      assertThat(shell(file, "SELECT \"" + column + "\", other FROM events")).isEqualTo("found|x");
    }
  }

  private Path write(List<Event> events) throws IOException {
    return SegmentFiles.writeOne(Events.batch(events), "w1", SealRange.of(1), folder).path();
  }

  private String shell(Path file, String sql) throws Exception {
    Optional<Path> shell =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(directory -> Path.of(directory, "sqlite3"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(shell).as("a sqlite3 shell on the PATH").isPresent();
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(shell.orElseThrow().toString(), "-batch", file.toString(), sql)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8).strip();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
