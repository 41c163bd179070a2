package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RowLimit;
import io.tsdb.calcite.execute.RowsWanted.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;

/**
 * Tells the gathers of a finished plan which rows are wanted of them and in which order, where a
 * sort or a limit stands above one with no more than projections and filters between:
 *
 * <ul>
 *   <li>for a sort by {@code ts} first, a gather merges its segments in order of time, and the sort
 *       has at most rows of one time to sort;
 *   <li>for another sort with a limit, each segment yields its first rows only;
 *   <li>a limit alone is that of each segment.
 * </ul>
 */
final class OrderedReads {

  private OrderedReads() {}

  /** The plan with its gathers told. */
  static RelNode mark(RelNode plan) {
    RelNode node = withLimit(plan);
    if (node instanceof SortRows sort) {
      return sort(sort);
    }
    if (node instanceof EnumerableLimit limit) {
      return limit(limit);
    }
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : node.getInputs()) {
      RelNode marked = mark(input);
      changed |= marked != input;
      inputs.add(marked);
    }
    return changed ? node.copy(node.getTraitSet(), inputs) : node;
  }

  /** A limit above a sort becomes the sort's. */
  private static RelNode withLimit(RelNode node) {
    return node instanceof EnumerableLimit limit
            && limit.getInput() instanceof SortRows sort
            && sort.fetch == null
            && sort.offset == null
        ? sort.limited(limit.offset, limit.fetch)
        : node;
  }

  private static RelNode sort(SortRows sort) {
    List<RelFieldCollation> keys = sort.getCollation().getFieldCollations();
    RelNode input = sort.getInput();
    OptionalInt first = EventsBelow.column(input, keys.get(0).getFieldIndex());
    if (first.isPresent() && EventsBelow.gather(input).orElseThrow().isTime(first.getAsInt())) {
      boolean descending = keys.get(0).getDirection().isDescending();
      RowLimit limit =
          keys.size() == 1 && !EventsBelow.isFiltered(input) ? sort.limit() : RowLimit.NONE;
      Order order = descending ? Order.TIME_DESCENDING : Order.TIME;
      return sort.ofSorted(
          EventsBelow.with(input, gather -> gather.inOrder(order, first.getAsInt(), limit)));
    }
    if (sort.fetch == null || EventsBelow.isFiltered(input)) {
      return marked(sort);
    }
    List<RelFieldCollation> below = new ArrayList<>();
    for (RelFieldCollation key : keys) {
      OptionalInt column = EventsBelow.column(input, key.getFieldIndex());
      if (column.isEmpty()
          || !EventsBelow.gather(input).orElseThrow().sortsAsJava(column.getAsInt())) {
        return marked(sort);
      }
      below.add(key.withFieldIndex(column.getAsInt()));
    }
    return sort.copy(
        sort.getTraitSet(),
        List.of(EventsBelow.with(input, gather -> gather.top(below, sort.limit()))));
  }

  private static RelNode limit(EnumerableLimit limit) {
    RelNode input = limit.getInput();
    if (limit.fetch == null
        || EventsBelow.gather(input).isEmpty()
        || EventsBelow.isFiltered(input)) {
      return marked(limit);
    }
    RowLimit rows = RowLimits.of(limit.offset, limit.fetch);
    return limit.copy(
        limit.getTraitSet(),
        List.of(EventsBelow.with(input, gather -> gather.inOrder(Order.SEGMENTS, 0, rows))));
  }

  private static RelNode marked(RelNode node) {
    RelNode input = mark(node.getInput(0));
    return input == node.getInput(0) ? node : node.copy(node.getTraitSet(), List.of(input));
  }
}
