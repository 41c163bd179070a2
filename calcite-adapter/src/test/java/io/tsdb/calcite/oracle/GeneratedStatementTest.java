package io.tsdb.calcite.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random statements over random archives answer as SQLite does over one file of the same events:
 * joins, sub-queries, set operations, windows, grouping sets, sorts and limits, of all kinds of
 * expressions and conditions. Each seed is an archive of its own.
 *
 * <p>{@code -Dtsdb.seeds=N} runs more seeds, {@code -Dtsdb.firstSeed=N} begins at another one, and
 * {@code -Dtsdb.statements=N} asks more of each.
 */
class GeneratedStatementTest {

  private static final int SEEDS = 12;
  private static final int STATEMENTS_PER_SEED = 100;

  static LongStream seeds() {
    long first = Long.getLong("tsdb.firstSeed", 1);
    return LongStream.range(first, first + Integer.getInteger("tsdb.seeds", SEEDS));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void statement_generated_answersAsSqliteOverOneFile(long seed, @TempDir Path directory)
      throws Exception {
    try (Oracle oracle = Oracle.of(seed, directory)) {
      assertThat(oracle.firstFailure(0, Integer.getInteger("tsdb.statements", STATEMENTS_PER_SEED)))
          .isEmpty();
    }
  }
}
