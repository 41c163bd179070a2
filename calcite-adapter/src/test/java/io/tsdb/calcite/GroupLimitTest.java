package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More series and groups than a segment keeps in memory. */
class GroupLimitTest {

  /** More than 65,536. */
  private static final int HOSTS = 66_000;

  @TempDir Path directory;

  @Test
  void groups_beyondTheLimit_areAddedUpAbove() throws Exception {
    long start = Events.millis("2024-01-01T00:00:00Z");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 2 * HOSTS; i++) {
      events.add(
          new Event(
              start + i,
              Labels.of(Map.of("host", "h" + i % HOSTS)),
              OptionalDouble.of(i / HOSTS),
              Optional.empty(),
              Optional.empty()));
    }
    try (ArchiveFixture archive = ArchiveFixture.of(directory, List.of(events));
        Queries queries = archive.connect()) {
      assertThat(
              queries.rows(
                  "SELECT count(*), min(c), max(c), sum(s) FROM (SELECT host, count(*) AS c,"
                      + " sum(value) AS s FROM events WHERE value >= 0 GROUP BY host) AS t"))
          .isEqualTo(List.of(List.of((long) HOSTS, 2L, 2L, (double) HOSTS)));
      assertThat(
              queries.rows(
                  "SELECT count(*), sum(v) FROM (SELECT host, last(value) AS v FROM events"
                      + " WHERE value >= 0 GROUP BY host) AS t"))
          .isEqualTo(List.of(List.of((long) HOSTS, (double) HOSTS)));
      assertThat(queries.statistics().rowsRead()).isEqualTo(2 * HOSTS);
    }
  }

  /** Sets of values beyond what a segment keeps in memory. */
  @Test
  void states_beyondTheLimit_areMergedAbove() throws Exception {
    long start = Events.millis("2024-01-01T00:00:00Z");
    int values = 250_000;
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < values + 10; i++) {
      events.add(
          new Event(
              start + i,
              Labels.of(Map.of("host", "h" + i % 2)),
              OptionalDouble.of(i % values),
              Optional.empty(),
              Optional.empty()));
    }
    try (ArchiveFixture archive = ArchiveFixture.of(directory, List.of(events));
        Queries queries = archive.connect()) {
      assertThat(
              queries.rows(
                  "SELECT count(DISTINCT value), sum(DISTINCT value), count(*), last(value)"
                      + " FROM events"))
          .isEqualTo(
              List.of(List.of((long) values, values * (values - 1.0) / 2, values + 10L, 9.0)));
    }
  }
}
