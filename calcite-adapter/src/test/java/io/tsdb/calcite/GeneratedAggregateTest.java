package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.DenseEvents;
import io.tsdb.calcite.testing.GeneratedAggregate;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random aggregates, answered from rollups and from events, over many ranges of time: as SQLite
 * answers them over the events in one file.
 */
class GeneratedAggregateTest {

  private static final int QUERIES_PER_SEED = 60;
  private static final int RANGES_PER_QUERY = 4;

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, DenseEvents.seals(new Random(20240229)));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @Test
  void archive_hasSegmentsWithAndWithoutRollups() throws Exception {
    List<Boolean> minutes =
        archive.archive().catalog().segments(TimeRange.ALL).stream()
            .map(segment -> archive.hasTable(segment.object().key(), "rollup_minute"))
            .toList();
    assertThat(minutes).contains(true, false).hasSizeGreaterThan(12);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aggregate_generated_answersAsSqliteOverOneFile(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < QUERIES_PER_SEED; i++) {
      GeneratedAggregate query = GeneratedAggregate.next(random);
      CalciteSignature<Object> planned = queries.prepare(query.sql());
      for (int j = 0; j < RANGES_PER_QUERY; j++) {
        long one = instant(random);
        long other = instant(random);
        long start = Math.min(one, other);
        long end = Math.max(one, other);
        assertThat(texts(queries.rows(planned, start, end)))
            .as("seed %d, query %d: %s [%d, %d]", seed, i, query.sql(), start, end)
            .containsExactlyInAnyOrderElementsOf(texts(archive.oracle(query.oracle(start, end))));
      }
    }
  }

  /** Starts and ends of buckets, one millisecond beside them, anything, and the ends of time. */
  private static long instant(Random random) {
    long time = DenseEvents.START + (long) (random.nextDouble() * DenseEvents.SPAN);
    long width = List.of(1L, 60_000L, 3_600_000L, 86_400_000L).get(random.nextInt(4));
    return switch (random.nextInt(8)) {
      case 0 -> Event.FIRST_TIME;
      case 1 -> Event.LAST_TIME;
      default -> time - time % width + random.nextInt(3) - 1;
    };
  }

  /** Whole numbers may be of any type. */
  private static List<String> texts(List<List<Object>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(GeneratedAggregateTest::text).toList().toString())
        .toList();
  }

  private static String text(Object value) {
    return value instanceof Number number && !(value instanceof Double)
        ? Long.toString(number.longValue())
        : String.valueOf(value);
  }
}
