package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Random random = new Random(7);
    List<List<Event>> seals = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Event> events = new ArrayList<>();
      for (int j = 0; j < 200; j++) {
        String time =
            Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextInt(5000)).toString();
        Map<String, String> labels = Map.of("host", "h" + random.nextInt(5));
        events.add(
            random.nextInt(5) == 0
                ? Events.text(time, labels, "t" + j)
                : Events.number(time, labels, random.nextInt(50)));
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORDER BY value, ts, host, text",
        "ORDER BY value DESC, ts DESC, host, text",
        "ORDER BY value NULLS LAST, ts, host, text",
        "ORDER BY value DESC NULLS FIRST, ts, host, text",
        "ORDER BY host DESC, value, ts, text LIMIT 17",
        "ORDER BY text, value, ts, host LIMIT 9 OFFSET 470",
        "ORDER BY ts, value, host, text LIMIT 5 OFFSET 1000",
        "ORDER BY value * 2 DESC, ts, host, text LIMIT 30",
      })
  void orderBy_anyColumns_ordersAsTheOracle(String order) throws Exception {
    String sql = "SELECT ts, value, host, text FROM events " + order;
    assertThat(queries.plan(sql)).contains("SortRows").doesNotContain("EnumerableSort");
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORDER BY value DESC, ts LIMIT 20",
        "ORDER BY value NULLS LAST, ts DESC LIMIT 7 OFFSET 30",
        "ORDER BY value DESC NULLS FIRST, ts LIMIT 15 OFFSET 100",
        "ORDER BY value, ts LIMIT 5 OFFSET 700",
      })
  void firstRows_byNumbersAndTimes_areThoseOfEachSegment(String order) throws Exception {
    String sql = "SELECT value, ts FROM events " + order;
    assertThat(queries.plan(sql)).containsPattern("ORDER BY \\(s\\.value\\).*, s\\.n LIMIT \\?");
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
  }

  @Test
  void firstRows_byTextsOrMany_areSortedAbove() throws Exception {
    assertThat(queries.plan("SELECT value FROM events ORDER BY text, value LIMIT 3"))
        .doesNotContain("LIMIT ?");
    var planned =
        queries.prepare(
            "SELECT value, ts, host, text FROM events ORDER BY value, ts, host, text LIMIT ?");
    List<List<Object>> all =
        archive.oracle("SELECT value, ts, host, text FROM events ORDER BY value, ts, host, text");
    assertThat(queries.rows(planned, 9)).isEqualTo(all.subList(0, 9));
    assertThat(queries.rows(planned, 1_000_000)).isEqualTo(all);
    assertThat(queries.rows(planned, 0)).isEmpty();
  }

  @Test
  void equalRows_keepTheirOrder() {
    List<List<Object>> inTime = queries.rows("SELECT ts, host, value FROM events");
    List<List<Object>> sorted = queries.rows("SELECT ts, host, value FROM events ORDER BY host");
    List<List<Object>> expected = new ArrayList<>(inTime);
    expected.sort((a, b) -> ((String) a.get(1)).compareTo((String) b.get(1)));
    assertThat(sorted).isEqualTo(expected);
    assertThat(queries.rows("SELECT ts, host, value FROM events ORDER BY host LIMIT 100"))
        .isEqualTo(expected.subList(0, 100));
  }

  @Test
  void limit_byParameter_isThatOfEachRun() throws Exception {
    var planned = queries.prepare("SELECT ts FROM events ORDER BY ts LIMIT ? OFFSET ?");
    List<List<Object>> all = archive.oracle("SELECT ts FROM events ORDER BY ts");
    assertThat(queries.rows(planned, 3, 5)).isEqualTo(all.subList(5, 8));
    assertThat(queries.rows(planned, 600L, 599L)).isEqualTo(all.subList(599, 600));
    assertThatThrownBy(() -> queries.rows(planned, -1, 0))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("LIMIT or OFFSET")
        .hasMessageContaining("-1");
  }
}
