package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.calcite.execute.Demand;
import io.tsdb.calcite.execute.GroupedSelect;
import io.tsdb.calcite.execute.RowLimit;
import io.tsdb.calcite.execute.RowsWanted;
import io.tsdb.calcite.execute.RowsWanted.Order;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.SegmentAggregate;
import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentQuery;
import io.tsdb.calcite.execute.SegmentStatement;
import io.tsdb.calcite.execute.SeriesColumns;
import io.tsdb.calcite.execute.SeriesPartition;
import io.tsdb.calcite.execute.SeriesWalk;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Runs one statement in every segment that the query's time concerns, and gathers the rows. The
 * plan holds the statement; which segments there are is found when it runs.
 */
final class SegmentGather extends TableScan implements EnumerableRel {

  private static final Method ROWS = rowsMethod();

  private final SegmentRead read;
  private final SegmentStatement statement;
  private final List<SegmentFact> facts;
  private final Demand demand;
  private final RowsWanted wanted;
  private final Optional<SegmentStatement> top;
  private final Optional<SeriesPartition> firstOf;

  private SegmentGather(
      SegmentRead read,
      SegmentStatement statement,
      Demand demand,
      RowsWanted wanted,
      Optional<SegmentStatement> top,
      Optional<SeriesPartition> firstOf,
      RelDataType rowType,
      RelTraitSet traits) {
    super(read.getCluster(), traits, ImmutableList.of(), read.getTable());
    this.read = read;
    this.statement = statement;
    this.facts = read.facts();
    this.demand = demand;
    this.wanted = wanted;
    this.top = top;
    this.firstOf = firstOf;
    this.rowType = rowType;
  }

  static SegmentGather of(SegmentRead read) {
    SegmentStatement statement = read.statement();
    return new SegmentGather(
        read,
        statement,
        Demand.AS_READ,
        wanted(statement),
        Optional.empty(),
        Optional.empty(),
        read.getRowType(),
        read.getCluster().traitSetOf(EnumerableConvention.INSTANCE));
  }

  /** A walk goes from segment to segment from one end of time on; else any order will do. */
  private static RowsWanted wanted(SegmentStatement statement) {
    boolean backwards =
        statement
            .aggregate()
            .flatMap(SegmentAggregate::walk)
            .filter(SeriesWalk::newest)
            .isPresent();
    return backwards
        ? new RowsWanted(Order.SEGMENTS_DESCENDING, 0, RowLimit.NONE, false)
        : RowsWanted.ALL;
  }

  /** The same for a consumer of whom more is known. */
  SegmentGather with(Demand other) {
    return new SegmentGather(
        read, statement, other, wanted, top, firstOf, getRowType(), getTraitSet());
  }

  /** Whether its rows are events, and not groups of them. */
  boolean readsEvents() {
    return read instanceof EventsScan && firstOf.isEmpty();
  }

  /** Whether a column is the time of events. */
  boolean isTime(int column) {
    return EventColumns.isTime(((EventsScan) read).read().outputs().get(column));
  }

  /** Whether SQLite compares the values of a column as Java does. */
  boolean sortsAsJava(int column) {
    return SqliteExpressions.runType(((EventsScan) read).read().outputs().get(column))
        .filter(type -> type == RunType.LONG || type == RunType.DOUBLE)
        .isPresent();
  }

  /**
   * The same of events in another order.
   *
   * @param time the column that holds the time, if the order is one of time
   */
  SegmentGather inOrder(Order order, int time, RowLimit limit) {
    EventsScan scan = (EventsScan) read;
    SegmentSql sql = new SegmentSql(scan);
    boolean unfiltered = sql.isOfTime() && scan.read().joins().isEmpty();
    SegmentOrder ofSegment = new SegmentOrder(List.of(), order == Order.TIME_DESCENDING, limit);
    return new SegmentGather(
        read,
        sql.statement(ofSegment),
        demand,
        new RowsWanted(order, time, limit, unfiltered),
        Optional.empty(),
        Optional.empty(),
        getRowType(),
        getTraitSet());
  }

  /** The same, where only the first events by some columns are wanted. */
  SegmentGather top(List<RelFieldCollation> keys, RowLimit limit) {
    return new SegmentGather(
        read,
        statement,
        demand,
        new RowsWanted(Order.SEGMENTS, 0, RowLimit.NONE, false),
        Optional.of(
            new SegmentSql((EventsScan) read).statement(new SegmentOrder(keys, false, limit))),
        Optional.empty(),
        getRowType(),
        getTraitSet());
  }

  /** Whether these columns tell series apart, so that groups by them hold whole series. */
  boolean readsWholeSeries(ImmutableBitSet columns) {
    return readsEvents()
        && statement.search().isEmpty()
        && !columns.isEmpty()
        && columns.asList().stream()
            .map(((EventsScan) read).read().outputs()::get)
            .allMatch(((EventsScan) read).expressions()::isOfSeries);
  }

  /**
   * The same, of which only the first event of each group of series is delivered.
   *
   * @param groups columns of labels that make the groups
   * @param time the column that holds the time
   * @param rowType with one column more, which is 1
   */
  SegmentGather firstOf(List<Integer> groups, int time, boolean newest, RelDataType rowType) {
    SegmentSql sql = new SegmentSql((EventsScan) read);
    List<RexNode> keys = ((EventsScan) read).read().outputs();
    return new SegmentGather(
        read,
        sql.statementOfSeries(new SegmentOrder(List.of(), newest, RowLimit.NONE)),
        demand,
        new RowsWanted(newest ? Order.TIME_DESCENDING : Order.TIME, time, RowLimit.NONE, false),
        Optional.empty(),
        Optional.of(sql.partition(groups.stream().map(keys::get).toList(), groups)),
        rowType,
        getTraitSet());
  }

  /** The same that reads otherwise. */
  SegmentGather reading(SegmentRead other) {
    SegmentStatement otherStatement = other.statement();
    return new SegmentGather(
        other,
        otherStatement,
        demand,
        wanted(otherStatement),
        Optional.empty(),
        Optional.empty(),
        other.getRowType(),
        getTraitSet());
  }

  SegmentRead read() {
    return read;
  }

  private static Method rowsMethod() {
    try {
      return SegmentQuery.class.getMethod("rows", DataContext.class, SegmentQuery.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("SegmentQuery.rows is missing", e);
    }
  }

  @Override
  public RelDataType deriveRowType() {
    return rowType;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return read.estimateRowCount(mq);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return read.computeSelfCost(planner, mq);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    String times = PlanText.times(statement.times());
    return explainRollups(read.explainRead(super.explainTerms(writer)))
        .item("sql", top.orElse(statement).select().sql())
        .item("values", PlanText.values(top.orElse(statement).select().values()))
        .itemIf("times", times, !times.isEmpty())
        .itemIf(
            "seriesSql",
            statement.select().series().map(SeriesColumns::sql).orElse(""),
            statement.select().series().isPresent())
        .itemIf("firstOf", firstOf.map(SeriesPartition::sql).orElse(""), firstOf.isPresent())
        .itemIf("order", wanted.order().toString(), wanted.order() != Order.SEGMENTS)
        .itemIf("factsOfNames", facts.toString(), !facts.isEmpty())
        .itemIf("demand", demand.toString(), demand != Demand.AS_READ);
  }

  private RelWriter explainRollups(RelWriter writer) {
    Map<RollupWidth, GroupedSelect> rollups =
        statement.aggregate().map(SegmentAggregate::rollups).orElse(Map.of());
    rollups.keySet().stream()
        .max(Comparator.naturalOrder())
        .ifPresent(
            coarsest ->
                writer
                    .item("rollups", rollups.keySet().toString())
                    .item("rollupSql", rollups.get(coarsest).select().sql()));
    statement
        .aggregate()
        .flatMap(SegmentAggregate::walk)
        .ifPresent(
            walk ->
                writer
                    .item("walkSql", walk.select().select().sql())
                    .item("firstOf", walk.partition().sql()));
    statement
        .aggregate()
        .flatMap(SegmentAggregate::series)
        .ifPresent(series -> writer.item("wholeSegmentSql", series.select().sql()));
    return writer;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new SegmentGather(read, statement, demand, wanted, top, firstOf, getRowType(), traits);
  }

  /** What runs; it holds nothing of the connection that planned it. */
  SegmentQuery query() {
    return new SegmentQuery(statement, top, demand, wanted, firstOf, facts);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Expression query = implementor.stash(query(), SegmentQuery.class);
    return ArrayRows.result(
        implementor, getRowType(), Expressions.call(ROWS, implementor.getRootExpression(), query));
  }
}
