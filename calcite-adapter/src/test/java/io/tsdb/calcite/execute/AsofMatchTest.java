package io.tsdb.calcite.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.execute.AsofMatch.Unmatched;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.calcite.DataContexts;
import org.apache.calcite.linq4j.Linq4j;
import org.junit.jupiter.api.Test;

class AsofMatchTest {

  private static final int ROWS = 100_000;

  /** A time that counts how often it is compared. */
  private record Counted(long time, AtomicLong comparisons) implements Comparable<Counted> {

    @Override
    public int compareTo(Counted other) {
      comparisons.incrementAndGet();
      return Long.compare(time, other.time);
    }
  }

  @Test
  void join_ofManyRowsOfOneKey_comparesFewPairs() {
    AtomicLong comparisons = new AtomicLong();
    List<Object[]> left = new ArrayList<>();
    List<Object[]> right = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      left.add(new Object[] {"k", new Counted(2 * i + 1, comparisons)});
      right.add(new Object[] {"k", new Counted(2 * i, comparisons)});
    }
    Collections.shuffle(right, new Random(1));
    AsofMatch match =
        new AsofMatch(
            List.of(0), List.of(0), 1, 1, Comparison.GREATER_OR_EQUAL, 2, Unmatched.LEFT_OUT);

    List<Object[]> joined =
        AsofMatch.join(
                DataContexts.EMPTY, Linq4j.asEnumerable(left), Linq4j.asEnumerable(right), match)
            .toList();

    assertThat(joined).hasSize(ROWS);
    assertThat(joined)
        .allSatisfy(
            row -> assertThat(((Counted) row[3]).time()).isEqualTo(((Counted) row[1]).time() - 1));
    // sorting 100,000 rows and looking up 100,000 takes some 17 each, and twice for ties
    assertThat(comparisons.get()).isLessThan(ROWS * 3L * 20);
  }
}
