package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RowLimit;
import io.tsdb.calcite.execute.RowSort;
import io.tsdb.calcite.execute.RowSort.Direction;
import io.tsdb.calcite.execute.RowSort.Nulls;
import java.lang.reflect.Method;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;

/** A sort, with or without limit, by {@link RowSort}. */
final class SortRows extends Sort implements EnumerableRel {

  private static final Method SORT = sortMethod();

  /** Beside Calcite's own sort, which is slower. */
  private static final double COST_FACTOR = 0.5;

  /** By how many of the keys the input is sorted. */
  private final int sorted;

  private SortRows(
      RelTraitSet traits,
      RelNode input,
      RelCollation collation,
      RexNode offset,
      RexNode fetch,
      int sorted) {
    super(input.getCluster(), traits, input, collation, offset, fetch);
    this.sorted = sorted;
  }

  /** The same sort of an input in Enumerable convention. */
  static SortRows of(RelNode input, Sort sort) {
    RelTraitSet traits =
        input.getCluster().traitSetOf(EnumerableConvention.INSTANCE).replace(sort.getCollation());
    return new SortRows(traits, input, sort.getCollation(), sort.offset, sort.fetch, 0);
  }

  /** The same of an input that is sorted by the first key. */
  SortRows ofSorted(RelNode input) {
    return new SortRows(getTraitSet(), input, getCollation(), offset, fetch, 1);
  }

  /** The same, of which not all rows are delivered. */
  SortRows limited(RexNode newOffset, RexNode newFetch) {
    return new SortRows(getTraitSet(), getInput(), getCollation(), newOffset, newFetch, sorted);
  }

  /** Whether rows are delivered while the input is read. */
  boolean isStreaming() {
    return sorted > 0;
  }

  private static Method sortMethod() {
    try {
      return RowSort.class.getMethod("sort", DataContext.class, Enumerable.class, RowSort.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("RowSort.sort is missing", e);
    }
  }

  @Override
  public Sort copy(
      RelTraitSet traits, RelNode input, RelCollation collation, RexNode offset, RexNode fetch) {
    return new SortRows(traits, input, collation, offset, fetch, sorted);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).itemIf("sortedKeys", sorted, sorted > 0);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return super.computeSelfCost(planner, mq).multiplyBy(COST_FACTOR);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    BlockBuilder block = new BlockBuilder();
    Expression rows =
        input.physType.convertTo(block.append("rows", input.block), JavaRowFormat.ARRAY);
    Expression sort = implementor.stash(sort(), RowSort.class);
    return ArrayRows.result(
        implementor,
        getRowType(),
        block,
        Expressions.call(SORT, implementor.getRootExpression(), rows, sort));
  }

  /** What runs. */
  RowSort sort() {
    return new RowSort(
        getCollation().getFieldCollations().stream().map(SortRows::key).toList(), sorted, limit());
  }

  /** How rows are compared by one column. */
  static RowSort.Key key(RelFieldCollation key) {
    boolean descending = key.getDirection().isDescending();
    boolean nullsFirst =
        key.nullDirection == NullDirection.UNSPECIFIED
            ? !descending
            : key.nullDirection == NullDirection.FIRST;
    return new RowSort.Key(
        key.getFieldIndex(),
        descending ? Direction.DESCENDING : Direction.ASCENDING,
        nullsFirst ? Nulls.FIRST : Nulls.LAST);
  }

  /** Which of the sorted rows are delivered. */
  RowLimit limit() {
    return RowLimits.of(offset, fetch);
  }
}
