package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.Earthquakes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files go in by {@code import} and come out by {@code query}. */
class CommandsTest {

  private static final String CSV =
      """
      timestamp,value,text,place
      2023-01-08T19:12:42.254Z,1.5,,"Berlin, Mitte"
      1673205162255,2,ok,Potsdam
      """;

  private static final String LINE_PROTOCOL =
      """
      cpu,host=a usage=1.5,cores=4i,up=true 1673205162254000000
      cpu,host=b\\ c usage=2.5 1673205162255000000
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"earthquakes.ndjson", "earthquakes.ndjson.gz"})
  void ndjson(String name) throws IOException {
    Path file = file(name, Earthquakes.ndjson());
    CommandLine commands = importing(file);
    assertThat(csv(commands, "SELECT count(*), min(\"value\"), max(\"value\") FROM events"))
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("1707,");
  }

  @ParameterizedTest
  @CsvSource({"readings.csv", "readings.csv.gz"})
  void csvFile(String name) throws IOException {
    CommandLine commands = importing(file(name, CSV.getBytes(StandardCharsets.UTF_8)));
    assertThat(csv(commands, "SELECT \"value\", place FROM events ORDER BY ts"))
        .containsExactly("\"value\",\"place\"", "1.5,\"Berlin, Mitte\"", "2.0,\"Potsdam\"");
  }

  @ParameterizedTest
  @CsvSource({"cpu.lp", "cpu.lp.gz"})
  void lineProtocol(String name) throws IOException {
    CommandLine commands = importing(file(name, LINE_PROTOCOL.getBytes(StandardCharsets.UTF_8)));
    assertThat(
            csv(
                commands,
                "SELECT measurement, host, field, \"value\" FROM events" + " ORDER BY host, field"))
        .containsExactly(
            "\"measurement\",\"host\",\"field\",\"value\"",
            "\"cpu\",\"a\",\"cores\",4.0",
            "\"cpu\",\"a\",\"up\",1.0",
            "\"cpu\",\"a\",\"usage\",1.5",
            "\"cpu\",\"b c\",\"usage\",2.5");
  }

  @Test
  void query_printsTableCsvAndJson() throws IOException {
    CommandLine commands = importing(file("readings.csv", CSV.getBytes(StandardCharsets.UTF_8)));
    String sql = "SELECT place, \"value\" FROM events ORDER BY ts";
    String table = commands.run("query", "--archive", archive(), sql).ok().out();
    assertThat(table).contains("place").contains("Berlin, Mitte").contains("Potsdam");
    String json = commands.run("query", "--archive", archive(), "--format", "json", sql).ok().out();
    assertThat(json).contains("\"Berlin, Mitte\"").contains("1.5");
  }

  @ParameterizedTest
  @CsvSource({
    "serve,--archive",
    "demo,--port",
    "import,--archive",
    "query,--format",
    "index,--archive"
  })
  void help_tellsAStrangerWhatToType(String command, String option) {
    CommandLine commands = new CommandLine(directory, Map.of());
    CommandLine.Result result = commands.run(command, "--help");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out()).contains(command).contains(option);
    assertNoStackTrace(result.out() + result.err());
  }

  @Test
  void help_namesAllCommands() {
    CommandLine.Result result = new CommandLine(directory, Map.of()).run("--help").ok();
    assertThat(result.out()).contains("serve", "demo", "import", "query", "verify", "index");
  }

  private CommandLine importing(Path file) {
    CommandLine commands = new CommandLine(directory, Map.of());
    commands.run("import", "--archive", archive(), file.toString()).ok();
    return commands;
  }

  private List<String> csv(CommandLine commands, String sql) {
    return commands
        .run("query", "--archive", archive(), "--format", "csv", sql)
        .ok()
        .out()
        .lines()
        .toList();
  }

  private String archive() {
    return ArchivePlace.folder(directory.resolve("archive")).url();
  }

  private Path file(String name, byte[] content) {
    Path file = directory.resolve(name);
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + file, e);
    }
    return file;
  }
}
