package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers, where SQLite and Java might part ways: compared with what Calcite computes above the
 * scan.
 */
class NumberExactnessTest {

  private static final long START = Events.millis("2024-01-01T00:00:00Z");

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, List.of(numbers()));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  private static List<Event> numbers() {
    List<Event> events = new ArrayList<>();
    for (double value :
        new double[] {
          0,
          -0.0,
          1,
          -1,
          0.1,
          0.5,
          1e308,
          -1e308,
          5e-324,
          9007199254740992.0,
          9007199254740993.0,
          9.2233720368547758e18,
          3
        }) {
      events.add(
          new Event(
              START + events.size(),
              Labels.of(Map.of("n", "x")),
              OptionalDouble.of(value),
              Optional.empty(),
              Optional.empty()));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value = 0",
        "value < 0",
        "value = 0.1",
        "value > 9007199254740992",
        "value = 9007199254740993",
        "value >= 9223372036854775807",
        "value + 1 > 1",
        "value * 10 > 1e308",
        "value * 1e308 = 1e308",
        "value * value > 1e300",
        "value / 0.1 = 1",
        "value / 3 = 1",
        "value - value = 0",
        "(value * 10) - (value * 10) IS NULL",
        "value / 0 > 1",
        "-value < 0",
        "value IN (0.1, 3, 5)",
        "value <> 3",
        "value BETWEEN 0.1 AND 3",
        "value * 10 * 0 = 0",
        "ABS(value) = 1",
        "ABS(value) <= 0",
        "ABS(value * 10) > 1e308",
        "SIGN(value) = 0",
        "SIGN(value) < 0",
        "FLOOR(value) = value",
        "FLOOR(value) = -1",
        "CEIL(value) = 1",
        "CEIL(value) <> FLOOR(value)",
        "FLOOR(-value / 3) < 0",
        "CEIL(value) > 9007199254740992",
        "CASE WHEN value > 1 THEN 1 ELSE value END = 1",
        "CASE WHEN value > 1 THEN 1 / value ELSE 0 END > 0",
        "COALESCE(value, 0) = 0",
        "NULLIF(value, 0) IS NULL",
        "NULLIF(value, 3) < 0",
        "value IS DISTINCT FROM 0",
        "value IS NOT DISTINCT FROM 0.1",
        "value BETWEEN SYMMETRIC 3 AND 0.1",
        "ROUND(value) = 1",
        "SQRT(value) = 1",
      })
  void condition_onNumber_decidesAsCalciteDoes(String condition) {
    assertThat(queries.rows("SELECT value FROM events WHERE " + condition))
        .isEqualTo(
            queries.rows(
                "SELECT value FROM (SELECT CASE WHEN CHAR_LENGTH(id) IS NULL THEN value ELSE NULL END"
                    + " AS value FROM events) AS t WHERE "
                    + condition));
  }

  @Test
  void negativeZero_isZero() {
    assertThat(queries.rows("SELECT value, count(*) FROM events WHERE value = 0 GROUP BY value"))
        .isEqualTo(List.of(List.of(0.0, 2L)));
    assertThat(queries.rows("SELECT DISTINCT value FROM events WHERE value = 0")).hasSize(1);
    assertThat(
            queries.rows(
                "SELECT a.ts FROM events AS a JOIN events AS b ON a.value = b.value"
                    + " WHERE a.value = 0"))
        .hasSize(4);
  }

  @Test
  void parameter_thatIsNoNumber_isRefused() {
    assertThatThrownBy(() -> queries.rows("SELECT value FROM events WHERE value > ?", Double.NaN))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("parameter 1");
    assertThat(queries.rows("SELECT value FROM events WHERE value < ?", Double.POSITIVE_INFINITY))
        .hasSize(numbers().size());
    assertThat(queries.rows("SELECT value FROM events WHERE value < ?", new Object[] {null}))
        .isEmpty();
  }
}
