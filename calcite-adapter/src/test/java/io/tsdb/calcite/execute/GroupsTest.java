package io.tsdb.calcite.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.aggregate.AggregateState;
import io.tsdb.calcite.aggregate.StateKind;
import io.tsdb.calcite.execute.Accumulator.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupsTest {

  private static final List<Accumulator> ACCUMULATORS =
      List.of(
          new Accumulator(Kind.COUNT, Accumulator.NONE, Accumulator.NONE),
          new Accumulator(Kind.COUNT, 1, Accumulator.NONE),
          new Accumulator(Kind.SUM, 1, 2),
          new Accumulator(Kind.MIN, 1, Accumulator.NONE),
          new Accumulator(Kind.MAX, 1, 2));

  private static final GroupedSelect STATEMENT =
      new GroupedSelect(
          new SegmentSelect("", List.of(), List.of(), Optional.empty()), List.of(0), ACCUMULATORS);

  private final Groups groups = new Groups();

  private void add(Object... row) {
    groups.add(row, STATEMENT);
  }

  @Test
  void groups_leaveOutNullsAndWhatTheFilterRefuses() {
    add("a", 2.0, true);
    add("a", null, true);
    add("a", 1.0, false);
    add("a", 7.0, null);
    add(null, null, true);
    assertThat(groups.take())
        .containsExactlyInAnyOrder(
            new Object[] {"a", 4L, 3L, 2.0, 1.0, 2.0},
            new Object[] {null, 1L, 0L, null, null, null});
    assertThat(groups.take()).isEmpty();
  }

  @Test
  void groups_areFullAtTheirLimit() {
    for (long i = 0; i < Groups.MOST_GROUPS; i++) {
      assertThat(groups.isFull()).isFalse();
      add(i, 1.0, true);
    }
    assertThat(groups.isFull()).isTrue();
    assertThat(groups.take()).hasSize(Groups.MOST_GROUPS);
    assertThat(groups.isFull()).isFalse();
  }

  @Test
  void groups_areFullAtTheLimitOfTheirStates() {
    List<Accumulator> distinct =
        List.of(
            new Accumulator(
                Kind.STATE,
                Optional.of(StateKind.COUNT_DISTINCT),
                0,
                Accumulator.NONE,
                Accumulator.NONE));
    GroupedSelect statement = new GroupedSelect(STATEMENT.select(), List.of(), distinct);
    long values = 0;
    while (!groups.isFull()) {
      groups.add(new Object[] {values++}, statement);
    }
    List<Object[]> taken = groups.take();
    AggregateState state = (AggregateState) taken.get(0)[0];
    assertThat(state.result()).isEqualTo(values);
    assertThat(state.bytes()).isBetween(Groups.MOST_STATE_BYTES, Groups.MOST_STATE_BYTES + 1_000);
    assertThat(groups.isFull()).isFalse();
  }
}
