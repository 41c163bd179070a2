package io.tsdb.tests.journey;

import static io.tsdb.tests.process.PlainMessages.assertNoStackTrace;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.ChildProcess;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.Earthquakes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command that a newcomer types: its tables show the figures of the file. */
class DemoTest {

  private static final Pattern URL = Pattern.compile("jdbc:tsdb:http://\\S+:\\d+");
  private static final List<JsonNode> EVENTS = Earthquakes.events();

  @TempDir private Path directory;

  @Test
  void answersFiveQuestionsAndStaysUp() throws Exception {
    try (ChildProcess demo = start("--port", "0")) {
      await("how to connect a tool")
          .atMost(Duration.ofSeconds(90))
          .failFast(() -> assertThat(demo.isAlive()).withFailMessage(demo::describe).isTrue())
          .until(() -> URL.matcher(demo.out()).find());
      assertTables(tables(demo.out()));
      assertNoStackTrace(demo.out() + demo.err());

      Matcher url = URL.matcher(demo.out());
      assertThat(url.find()).isTrue();
      try (DriverJvm driver = DriverJvm.start(directory)) {
        assertThat(driver.query(url.group(), "SELECT count(*) FROM events"))
            .as("what it says about connecting is true")
            .isEqualTo(List.of(List.of("1707")));
      }
      demo.terminate();
      assertThat(demo.waitFor(Duration.ofSeconds(30))).as("143 is SIGTERM's own").isIn(0, 143);
      assertFolderIsGone();
    }
  }

  @Test
  void exit_endsAfterTheQuestions() {
    try (ChildProcess demo = start("--port", "0", "--exit")) {
      assertThat(demo.waitFor(Duration.ofSeconds(90))).withFailMessage(demo::describe).isZero();
      assertThat(tables(demo.out())).hasSize(5);
      assertFolderIsGone();
    }
  }

  private void assertFolderIsGone() {
    assertThat(directory.toFile().list((folder, name) -> name.startsWith("tsdb-demo"))).isEmpty();
  }

  private ChildProcess start(String... options) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Artifacts.java(), "-Djava.io.tmpdir=" + directory));
    command.addAll(List.of("-jar", Artifacts.server().toString(), "demo"));
    command.addAll(List.of(options));
    return ChildProcess.start(directory, command, Map.of(), ChildProcess.Output.TO_FILE);
  }

  private static void assertTables(List<List<List<String>>> tables) {
    assertThat(tables).hasSize(5);
    assertThat(tables.get(0)).isEqualTo(List.of(List.of("1707")));
    assertThat(columns(tables.get(1), 0, 1)).isEqualTo(pairs(countBy(DemoTest::day)));
    assertThat(columns(tables.get(2), 1))
        .as("magnitudes of the strongest five")
        .isEqualTo(
            EVENTS.stream()
                .sorted(comparing(DemoTest::value).reversed())
                .limit(5)
                .map(event -> List.of(Double.toString(value(event))))
                .toList());
    assertThat(columns(tables.get(3), 2))
        .as("places near Kodiak, the first five")
        .isEqualTo(
            EVENTS.stream()
                .filter(event -> text(event).toLowerCase(java.util.Locale.ROOT).contains("kodiak"))
                .sorted(comparing(event -> event.path("timestamp").asLong()))
                .limit(5)
                .map(event -> List.of(text(event)))
                .toList());
    assertThat(columns(tables.get(4), 0, 1))
        .as("networks that reported most")
        .isEqualTo(
            pairs(countBy(event -> event.path("labels").path("network").asText())).stream()
                .sorted(comparing((List<String> row) -> -Long.parseLong(row.get(1))))
                .limit(5)
                .toList());
  }

  /** The cells of each table: the lines between a line of hyphens and the number of rows. */
  private static List<List<List<String>>> tables(String printed) {
    List<List<List<String>>> tables = new ArrayList<>();
    List<List<String>> rows = List.of();
    for (String line : printed.lines().toList()) {
      if (line.matches("-+(\\+-+)*") && line.length() > 3) {
        rows = new ArrayList<>();
        tables.add(rows);
      } else if (line.matches("\\(\\d+ rows?\\)")) {
        assertThat(line).startsWith("(" + rows.size() + " row");
        rows = new ArrayList<>();
      } else if (!tables.isEmpty()) {
        rows.add(Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
      }
    }
    return tables;
  }

  private static List<List<String>> columns(List<List<String>> rows, int... columns) {
    return rows.stream().map(row -> Arrays.stream(columns).mapToObj(row::get).toList()).toList();
  }

  private static Map<String, Long> countBy(Function<JsonNode, String> key) {
    return EVENTS.stream().collect(groupingBy(key, TreeMap::new, counting()));
  }

  private static List<List<String>> pairs(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> List.of(entry.getKey(), entry.getValue().toString()))
        .toList();
  }

  private static String day(JsonNode event) {
    Instant time = Instant.ofEpochMilli(event.path("timestamp").asLong());
    return time.truncatedTo(ChronoUnit.DAYS).toString().replace("00Z", "00.000Z");
  }

  private static double value(JsonNode event) {
    return event.path("value").asDouble();
  }

  private static String text(JsonNode event) {
    return event.path("text").asText();
  }
}
