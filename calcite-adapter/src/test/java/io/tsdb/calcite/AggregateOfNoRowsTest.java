package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An aggregate has a grand total also where there is nothing to aggregate. */
class AggregateOfNoRowsTest {

  private static final String SELECT =
      "SELECT sensor, room, count(*), count(DISTINCT text), sum(\"value\"), avg(\"value\"),"
          + " min(ts), GROUPING(sensor, room) FROM events WHERE ";

  private static final List<Object> TOTAL = Arrays.asList(null, null, 0L, 0L, null, null, null, 3L);

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
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
        "sensor = 'nothing'",
        "ts < TIMESTAMP '1999-01-01 00:00:00'",
        "1 = 2",
        "\"value\" + 1 < -100"
      })
  void groupingSetsWithTheEmptySet_haveOneRow(String nothing) {
    for (String sets :
        List.of(
            "ROLLUP(sensor, room)", "CUBE(sensor, room)", "GROUPING SETS ((sensor, room), ())")) {
      assertThat(queries.rows(SELECT + nothing + " GROUP BY " + sets))
          .as(sets)
          .containsExactly(TOTAL);
    }
  }

  @Test
  void groupingSetsWithoutTheEmptySet_haveNone() {
    assertThat(
            queries.rows(
                SELECT
                    + "sensor = 'nothing' GROUP BY GROUPING SETS ((sensor), (room), (sensor,"
                    + " room))"))
        .isEmpty();
    assertThat(
            queries.rows(
                "SELECT sensor, room, count(*) FROM events WHERE sensor = 'nothing'"
                    + " GROUP BY sensor, room"))
        .isEmpty();
  }

  @Test
  void grandTotal_ofRows_isTheirs() {
    assertThat(
            queries.rows(
                "SELECT sensor, count(*) FROM events WHERE sensor = 'a' GROUP BY ROLLUP(sensor)"))
        .containsExactlyInAnyOrder(Arrays.asList("a", 2L), Arrays.asList(null, 2L));
  }

  @Test
  void grandTotal_ofNoRows_hasStatesOfNone() {
    assertThat(
            queries.rows(
                "SELECT count(DISTINCT text), approx_count_distinct(text), last(text, ts),"
                    + " approx_percentile(\"value\", 0.5), var_pop(\"value\") FROM events"
                    + " WHERE sensor = 'nothing' GROUP BY ROLLUP(sensor)"))
        .containsExactly(Arrays.asList(0L, 0L, null, null, null));
  }

  @Test
  void having_appliesToTheGrandTotal() {
    assertThat(
            queries.rows(
                "SELECT sensor, count(*) FROM events WHERE 1 = 2 GROUP BY ROLLUP(sensor)"
                    + " HAVING count(*) > 0"))
        .isEmpty();
  }

  @Test
  void floorOfANumber_isAKey() {
    assertThat(
            queries.rows(
                "SELECT FLOOR(\"value\"), count(*) FROM events WHERE \"value\" < 4"
                    + " GROUP BY FLOOR(\"value\")"))
        .containsExactlyInAnyOrder(List.of(1.0, 1L), List.of(-3.0, 1L));
  }
}
