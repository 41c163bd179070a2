package io.tsdb.calcite.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random statements over random archives answer as SQLite does over one file of the same events:
 * joins, sub-queries, set operations, windows, grouping sets, sorts and limits, of all kinds of
 * expressions and conditions. Each seed is an archive of its own.
 *
 * <p>{@code -Dtsdb.seeds=N} runs seeds 1 to N however long it takes, and {@code -Dtsdb.firstSeed=N}
 * begins at another one.
 */
class GeneratedStatementTest {

  private static final long[] SEEDS = {4, 5, 16, 17, 18, 19};
  private static final int STATEMENTS_PER_SEED = 60;

  /** After which seeds are skipped, as on a machine that does much else. */
  private static final Duration BUDGET = Duration.ofSeconds(100);

  private static final long STARTED = System.nanoTime();

  static LongStream seeds() {
    long first = Long.getLong("tsdb.firstSeed", 1);
    Integer count = Integer.getInteger("tsdb.seeds");
    return count == null ? LongStream.of(SEEDS) : LongStream.range(first, first + count);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void statement_generated_answersAsSqliteOverOneFile(long seed, @TempDir Path directory)
      throws Exception {
    Duration spent = Duration.ofNanos(System.nanoTime() - STARTED);
    assumeTrue(
        Integer.getInteger("tsdb.seeds") != null || spent.compareTo(BUDGET) < 0,
        () -> "The time for generated statements, " + BUDGET + ", is over");
    try (Oracle oracle = Oracle.of(seed, directory)) {
      assertThat(oracle.firstFailure(0, STATEMENTS_PER_SEED)).isEmpty();
    }
  }
}
