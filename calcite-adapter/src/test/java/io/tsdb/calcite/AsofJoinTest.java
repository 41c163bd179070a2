package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.number;
import static io.tsdb.calcite.testing.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.Content;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsofJoinTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  /** Orders are texts, prices numbers; one order comes before all prices, one has no host. */
  @BeforeAll
  static void writeArchive() throws Exception {
    archive =
        ArchiveFixture.of(
            directory,
            List.of(
                List.of(
                    number("2024-01-01T10:00:00Z", Map.of("host", "a"), 1),
                    number("2024-01-01T11:00:00Z", Map.of("host", "a"), 2),
                    number("2024-01-01T10:30:00Z", Map.of("host", "b"), 3),
                    number("2024-01-01T10:00:00Z", Map.of(), 4)),
                List.of(
                    text("2024-01-01T09:00:00Z", Map.of("host", "a"), "o1"),
                    text("2024-01-01T10:00:00Z", Map.of("host", "a"), "o2"),
                    text("2024-01-01T10:59:59Z", Map.of("host", "a"), "o3"),
                    text("2024-01-01T12:00:00Z", Map.of("host", "b"), "o4"),
                    text("2024-01-01T12:00:00Z", Map.of(), "o5"))));
    archive
        .archive()
        .store()
        .replace(
            "tables/shifts.csv",
            Content.of(
                "since,who\n2024-01-01 08:00,Ann\n2024-01-01 10:00,Bob\n,Nobody\n"
                    .getBytes(StandardCharsets.UTF_8)));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  private static final String ORDERS = "(SELECT ts, host, text FROM events WHERE value IS NULL)";
  private static final String PRICES = "(SELECT ts, host, value FROM events WHERE text IS NULL)";

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "o.ts >= p.ts, null, 1, 1, 3, null",
        "o.ts > p.ts, null, null, 1, 3, null",
        "o.ts <= p.ts, 1, 1, 2, null, null",
        "o.ts < p.ts, 1, 2, 2, null, null",
        "p.ts <= o.ts, null, 1, 1, 3, null",
        "p.ts > o.ts, 1, 2, 2, null, null",
      })
  void events_withEvents_matchTheClosest(
      String condition, Double o1, Double o2, Double o3, Double o4, Double o5) {
    String join =
        " ASOF JOIN " + PRICES + " AS p MATCH_CONDITION " + condition + " ON o.host = p.host";
    List<List<Object>> all =
        List.of(
            Arrays.asList("o1", o1),
            Arrays.asList("o2", o2),
            Arrays.asList("o3", o3),
            Arrays.asList("o4", o4),
            Arrays.asList("o5", o5));
    assertThat(
            queries.rows(
                "SELECT o.text, p.value FROM " + ORDERS + " AS o LEFT" + join + " ORDER BY 1"))
        .isEqualTo(all);
    assertThat(
            queries.rows("SELECT o.text, p.value FROM " + ORDERS + " AS o" + join + " ORDER BY 1"))
        .isEqualTo(all.stream().filter(row -> row.get(1) != null).toList());
  }

  @Test
  void events_withReferenceData_matchTheClosest() {
    assertThat(
            queries.rows(
                "SELECT e.text, s.who FROM (SELECT ts, text, 1 AS k FROM events WHERE value IS NULL)"
                    + " AS e ASOF JOIN (SELECT since, who, 1 AS k FROM shifts) AS s"
                    + " MATCH_CONDITION e.ts >= s.since ON e.k = s.k ORDER BY e.text"))
        .isEqualTo(
            List.of(
                List.of("o1", "Ann"),
                List.of("o2", "Bob"),
                List.of("o3", "Bob"),
                List.of("o4", "Bob"),
                List.of("o5", "Bob")));
  }

  @Test
  void values_withTiesAndNulls() {
    assertThat(
            queries.rows(
                "SELECT l.n, r.s FROM (VALUES (1, 10, 0), (2, 20, 0), (3, CAST(NULL AS INTEGER), 0),"
                    + " (4, 5, 0)) AS l(n, t, k) LEFT ASOF JOIN (VALUES ('x', 10, 0), ('y', 10, 0),"
                    + " ('z', CAST(NULL AS INTEGER), 0)) AS r(s, t, k) MATCH_CONDITION l.t >= r.t"
                    + " ON l.k = r.k ORDER BY l.n"))
        .isEqualTo(
            List.of(
                List.of(1, "x"), List.of(2, "x"), Arrays.asList(3, null), Arrays.asList(4, null)));
  }

  @Test
  void join_isOurs() {
    assertThat(
            queries.plan(
                "SELECT o.text, p.value FROM "
                    + ORDERS
                    + " AS o ASOF JOIN "
                    + PRICES
                    + " AS p MATCH_CONDITION o.ts >= p.ts ON o.host = p.host"))
        .contains("AsofRows(")
        .doesNotContain("EnumerableAsofJoin")
        .contains("demand=[ALL]");
  }
}
