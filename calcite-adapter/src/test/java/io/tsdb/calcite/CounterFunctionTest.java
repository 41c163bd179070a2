package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterFunctionTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive =
        ArchiveFixture.of(
            directory,
            List.of(
                List.of(
                    number("2024-01-01T00:00:00Z", Map.of("host", "a"), 100),
                    number("2024-01-01T00:00:10Z", Map.of("host", "a"), 150),
                    number("2024-01-01T00:00:10Z", Map.of("host", "b"), 5)),
                List.of(
                    number("2024-01-01T00:00:20Z", Map.of("host", "a"), 30),
                    number("2024-01-01T00:00:20Z", Map.of("host", "a"), 31),
                    number("2024-01-01T00:00:25.5Z", Map.of("host", "b"), 5))));
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
        "rate(value) OVER (PARTITION BY host ORDER BY ts)",
        "rate(value) OVER w",
        "rate(value) OVER (v ORDER BY ts)"
      })
  void rate_ofCounter_startsAgainWhereItWasReset(String rate) {
    assertThat(
            queries.rows(
                "SELECT host, value, "
                    + rate
                    + " FROM events WINDOW w AS (PARTITION BY host ORDER BY ts), v AS (PARTITION BY"
                    + " host) ORDER BY host, ts, value"))
        .isEqualTo(
            List.of(
                Arrays.asList("a", 100.0, null),
                List.of("a", 150.0, 5.0),
                List.of("a", 30.0, 3.0),
                Arrays.asList("a", 31.0, null),
                Arrays.asList("b", 5.0, null),
                List.of("b", 5.0, 0.0)));
  }

  @Test
  void delta_isTheChangeSinceTheRowBefore() {
    assertThat(
            queries.rows(
                "SELECT value, delta(value) OVER (PARTITION BY host ORDER BY ts) FROM events WHERE"
                    + " host = 'a' ORDER BY ts, value"))
        .isEqualTo(
            List.of(
                Arrays.asList(100.0, null),
                List.of(150.0, 50.0),
                List.of(30.0, -120.0),
                List.of(31.0, 1.0)));
  }

  @Test
  void rate_ofBuckets_isThatOfTheirAggregates() {
    assertThat(
            queries.rows(
                "SELECT time_bucket('10 s', ts) AS b, rate(max(value)) OVER (ORDER BY"
                    + " time_bucket('10 s', ts)) FROM events WHERE host = 'a' GROUP BY"
                    + " time_bucket('10 s', ts) ORDER BY b"))
        .extracting(row -> row.get(1))
        .containsExactly(null, 5.0, 3.1);
  }

  @Test
  void functions_withoutWindow_sayWhatTheyNeed() {
    assertThatThrownBy(() -> queries.prepare("SELECT rate(value) FROM events"))
        .hasMessageContaining("Expected rate(x) OVER (PARTITION BY ... ORDER BY ts)");
    assertThatThrownBy(() -> queries.prepare("SELECT delta(value) FROM events"))
        .hasMessageContaining("Expected delta(x) OVER");
    assertThatThrownBy(
            () -> queries.prepare("SELECT rate(value) OVER (ORDER BY ts DESC) FROM events"))
        .hasMessageContaining("one ascending key of time");
    assertThatThrownBy(
            () -> queries.prepare("SELECT rate(value) OVER (PARTITION BY host) FROM events"))
        .hasMessageContaining("found none");
    assertThatThrownBy(
            () -> queries.prepare("SELECT rate(value, 2) OVER (ORDER BY ts) FROM events"))
        .hasMessageContaining("Expected rate(x), found 2 arguments");
  }
}
