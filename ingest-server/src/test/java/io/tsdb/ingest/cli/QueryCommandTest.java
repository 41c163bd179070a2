package io.tsdb.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCommandTest {

  @TempDir private Path folder;
  private String url;

  @BeforeEach
  void load() throws IOException {
    url = "file://" + folder.resolve("archive").toAbsolutePath();
    Path file = folder.resolve("events.csv");
    Files.writeString(
        file, "ts,value,text,place\n1,1.5,,Köln\n2,,\"a, \"\"b\"\"\",東京\n3,-0.25,,\n");
    assertThat(CommandLineRun.of("import", "--archive", url, file.toString()).code()).isZero();
  }

  private CommandLineRun ask(String sql, String... options) {
    String[] line = new String[4 + options.length];
    System.arraycopy(new String[] {"query", "--archive", url, sql}, 0, line, 0, 4);
    System.arraycopy(options, 0, line, 4, options.length);
    return CommandLineRun.of(line);
  }

  @Test
  void table_isTheDefault() {
    CommandLineRun run = ask("SELECT ts, value, text, place FROM events ORDER BY ts");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            " ts                       | value | text   | place",
            "--------------------------+-------+--------+-------",
            " 1970-01-01T00:00:00.001Z |   1.5 | NULL   | Köln",
            " 1970-01-01T00:00:00.002Z |  NULL | a, \"b\" | 東京",
            " 1970-01-01T00:00:00.003Z | -0.25 | NULL   | NULL",
            "(3 rows)");
  }

  @Test
  void csv() {
    assertThat(ask("SELECT value, text, place FROM events ORDER BY ts", "--format", "csv").out())
        .isEqualTo(
            "\"value\",\"text\",\"place\"\r\n1.5,,\"Köln\"\r\n,\"a, \"\"b\"\"\",\"東京\"\r\n-0.25,,\r\n");
  }

  @Test
  void json() {
    assertThat(ask("SELECT value FROM events WHERE value > 0", "--format=json").out())
        .isEqualTo("{\"columns\":[{\"name\":\"value\",\"type\":\"DOUBLE\"}],\"rows\":[\n[1.5]]}\n");
  }

  @Test
  void ndjson() {
    assertThat(ask("SELECT place FROM events WHERE value > 0", "--format", "NDJSON").out())
        .isEqualTo("{\"place\":\"Köln\"}\n");
  }

  @Test
  void plan_isPrintedByItsLines() {
    CommandLineRun run = ask("EXPLAIN ANALYZE SELECT sum(value) FROM events WHERE value > 0");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith(" PLAN\n").endsWith("(1 row)\n").doesNotContain("\\n");
    assertThat(run.out().lines()).anyMatch(line -> line.startsWith(" delivered:  1 row"));
    assertThat(run.out().lines()).anyMatch(line -> line.contains("SegmentGather("));
  }

  @Test
  void stats_followOnTheErrorOutput() {
    CommandLineRun run = ask("SELECT value FROM events WHERE value > 0", "--format=csv", "--stats");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("\"value\"\r\n1.5\r\n");
    assertThat(run.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "segments:   1 listed, 0 pruned, 0 answered by name, 1 opened"
                            + " (0 for rollups alone)"),
            line ->
                assertThat(line).isEqualTo("rows:       1 read in segments, 1 gathered from them"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "requests:   1 for segments (0 of them retries), 1 listing, at most 2 round"
                            + " trips"),
            line -> assertThat(line).matches("bytes:      [\\d,]+ fetched, [\\d,]+ used"),
            line -> assertThat(line).matches("cache hits: 0 of 1 heads, \\d+ of \\d+ blocks"),
            line ->
                assertThat(line)
                    .matches(
                        "time:       [\\d,.]+ ms in all: planning [\\d,.]+, listing [\\d,.]+,"
                            + " segments [\\d,.]+, above them [\\d,.]+"),
            line ->
                assertThat(line)
                    .matches("threads:    [\\d,.]+ ms of SQL, [\\d,.]+ ms of waiting .* ms"));
  }

  @Test
  void cacheDir_keepsHeadsForTheNextQuery() {
    String cache = folder.resolve("cache").toString();
    for (int hits = 0; hits < 2; hits++) {
      CommandLineRun run =
          ask("SELECT sum(value) FROM events", "--format=csv", "--stats", "--cache-dir", cache);

      assertThat(run.out()).endsWith("\r\n1.25\r\n");
      assertThat(run.err()).contains("cache hits: " + hits + " of 1 heads");
    }
    assertThat(folder.resolve("cache")).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1|line 1, column 1",
        "SELECT * FROM evens|evens",
        "SELECT nope FROM events|nope",
        "DELETE FROM events|read-only"
      })
  void sql_thatIsWrong(String sql, String named) {
    CommandLineRun run = ask(sql);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("tsdb: ").contains(named).doesNotContain("\tat ", "Exception");
  }

  @Test
  void archive_thatDoesNotExist() {
    CommandLineRun run =
        CommandLineRun.of("query", "--archive", "file://" + folder + "/none", "SELECT 1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(folder + "/none").doesNotContain("\tat ");
  }

  @Test
  void server_thatDoesNotAnswer() {
    CommandLineRun run =
        CommandLineRun.of(
            "query", "--archive", "http://127.0.0.1:1", "SELECT count(*) FROM events");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }
}
