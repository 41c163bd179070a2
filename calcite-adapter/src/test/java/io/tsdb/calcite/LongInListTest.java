package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in IN of more constants than fit into a condition: a join chooses rows in the segments. */
class LongInListTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 3; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String time = Instant.ofEpochSecond(1_704_067_200 + 1000L * seal + i).toString();
        Map<String, String> labels = Map.of("host", "h" + i % 10);
        events.add(
            i % 2 == 0
                ? Events.number(time, labels, i / 4.0)
                : Events.text(time, labels, i == 7 ? "a\0b" : "t" + i));
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  @AfterAll
  static void closeArchive() throws Exception {
    queries.close();
    archive.close();
  }

  private static String list(String form, int first) {
    return IntStream.range(first, first + 300)
        .mapToObj(i -> form.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(", "));
  }

  /** A column, constants with # for a number, the first number, and how many rows are read. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "text, 't#', 300, 150",
        "value, #, 90, 30",
        "value, #.5, 0, 300",
        "ABS(value) + 1, #, 90, 33",
        "host, 'h#', 9, 120",
      })
  void rows_areChosenInTheSegments(String column, String constant, int first, long read)
      throws Exception {
    String condition = column + " IN (" + list(constant, first) + ")";
    String sql = "SELECT ts, value, text FROM events WHERE " + condition + " ORDER BY ts";
    assertThat(queries.plan(sql)).contains("joins=[");
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql)).isNotEmpty();
    assertThat(queries.statistics().rowsRead()).isEqualTo(read);
    String counted = "SELECT count(*) FROM events WHERE ts < 1704068300000 AND " + condition;
    assertThat(queries.rows(counted.replace("1704068300000", "'2024-01-01 00:18:20'")).toString())
        .isEqualTo(archive.oracle(counted).toString());
  }

  /** Then the join decides alone. */
  @Test
  void valuesThatSqliteMayReadOtherwise_chooseNoRows() throws Exception {
    for (String more : List.of("value IN (0.30000000000000004, ", "value IN (1e-17, ")) {
      String sql = "SELECT ts FROM events WHERE " + more + list("#", 50) + ") ORDER BY ts";
      assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql)).isNotEmpty();
    }
    String notIn = "SELECT count(*) FROM events WHERE text NOT IN (" + list("'t#'", 0) + ")";
    assertThat(queries.rows(notIn).toString()).isEqualTo(archive.oracle(notIn).toString());
    String withNul =
        "SELECT count(*) FROM events WHERE text IN ('a\0b', " + list("'t#'", 300) + ")";
    assertThat(queries.rows(withNul)).hasToString("[[153]]");
    assertThat(queries.statistics().rowsRead()).isEqualTo(1200);
  }
}
