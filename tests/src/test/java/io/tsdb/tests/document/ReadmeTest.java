package io.tsdb.tests.document;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.jdbc.TsdbProperty;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.ChildProcess;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.Earthquakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code README.md} says of options, properties and the Java example is so. */
class ReadmeTest {

  private static final Pattern OPTION = Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(--[a-z-]+)");

  /** Every command has them, and help names them. */
  private static final Set<String> COMMON = Set.of("--help", "--version", "--debug");

  @TempDir private Path directory;

  private String readme;

  @BeforeEach
  void read() throws IOException {
    readme = Files.readString(Artifacts.project("README.md"));
  }

  @Test
  void properties_areThoseOfTheDriver() {
    List<String> rows =
        Arrays.stream(TsdbProperty.values())
            .map(
                property ->
                    "| `"
                        + property.key()
                        + "` | "
                        + property.defaultValue()
                        + " | "
                        + property.description()
                        + (property.choices().isEmpty()
                            ? ""
                            : " One of " + String.join(", ", property.choices()) + ".")
                        + " |")
            .toList();
    assertThat(rowsBelow("| property | default | meaning |")).isEqualTo(rows);
  }

  @Test
  void options_areThoseOfHelp() {
    Map<String, Set<String>> documented = new TreeMap<>();
    String command = "";
    for (String row : rowsBelow("| command | option | meaning | default |")) {
      String[] cells = row.replace("`", "").split("\\|", -1);
      command = cells[1].isBlank() ? command : cells[1].strip();
      documented.computeIfAbsent(command, name -> new TreeSet<>()).add(cells[2].strip());
    }
    assertThat(documented.keySet())
        .containsExactly("demo", "import", "index", "query", "serve", "verify");
    CommandLine commands = new CommandLine(directory, Map.of());
    documented.forEach(
        (name, options) -> assertThat(options).as(name).isEqualTo(helped(commands, name)));
  }

  private static Set<String> helped(CommandLine commands, String command) {
    Set<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(commands.run(command, "--help").ok().out());
    while (matcher.find()) {
      options.add(matcher.group(1));
    }
    options.removeAll(COMMON);
    return options;
  }

  @Test
  void javaExample_runsWithTheDriverAlone() throws IOException {
    String example = readme.substring(readme.indexOf("```java\n") + "```java\n".length());
    Path source = directory.resolve("Count.java");
    Files.writeString(source, example.substring(0, example.indexOf("```")));
    ArchivePlace archive = ArchivePlace.folder(directory.resolve("archive"));
    new CommandLine(directory, Map.of())
        .run("import", "--archive", archive.url(), Earthquakes.file().toString())
        .ok();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Artifacts.java(), "-cp", Artifacts.driver().toString()));
    command.addAll(List.of(source.toString(), archive.jdbcUrl()));
    try (ChildProcess program =
        ChildProcess.start(directory, command, Map.of(), ChildProcess.Output.TO_FILE)) {
      assertThat(program.waitFor(Duration.ofSeconds(60)))
          .withFailMessage(program::describe)
          .isZero();
      assertThat(program.err()).isEmpty();
      assertThat(program.out().lines().map(line -> line.split(" ", -1)))
          .extracting(cells -> cells[0] + " " + cells[2])
          .isEqualTo(alaskanQuakesByDay());
    }
  }

  private static List<String> alaskanQuakesByDay() {
    Instant from = Instant.parse("2018-02-05T00:00:00Z");
    Map<String, Long> counts =
        Earthquakes.events().stream()
            .filter(event -> event.path("labels").path("network").asText().equals("ak"))
            .map(event -> Instant.ofEpochMilli(event.path("timestamp").asLong()))
            .filter(time -> !time.isBefore(from))
            .collect(
                groupingBy(time -> time.toString().substring(0, 10), TreeMap::new, counting()));
    return counts.entrySet().stream().map(day -> day.getKey() + " " + day.getValue()).toList();
  }

  private List<String> rowsBelow(String header) {
    return readme
        .lines()
        .dropWhile(line -> !line.equals(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
