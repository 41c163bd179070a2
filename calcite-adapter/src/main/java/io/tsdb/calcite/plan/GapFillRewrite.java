package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GapFilling;
import io.tsdb.calcite.execute.GapFilling.Fill;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Gives a meaning to {@code time_bucket_gapfill}, {@code locf} and {@code interpolate}, before a
 * statement is planned.
 *
 * <p>They come as functions: a projection over an aggregate, one of whose keys is the bucket. The
 * key becomes a plain time bucket, so that rollups and segments answer it as any other; what the
 * projection computes of aggregates is computed below a {@link GapFill}, and the rest of it above.
 */
final class GapFillRewrite {

  private final RexBuilder rexBuilder;

  private GapFillRewrite(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  /**
   * The statement without these functions.
   *
   * @throws QueryException if one of them stands where it has no meaning
   */
  static RelNode apply(RelNode statement) {
    return new GapFillRewrite(statement.getCluster().getRexBuilder()).rewrite(statement);
  }

  private RelNode rewrite(RelNode node) {
    if (node instanceof Project project) {
      Optional<Aggregate> aggregate = aggregate(project.getInput());
      if (aggregate.isPresent()) {
        return project(project, aggregate.get());
      }
    }
    if (node instanceof Aggregate aggregate && bucketKey(aggregate).isPresent()) {
      return fill(aggregate, aggregate, List.of(), List.of());
    }
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : node.getInputs()) {
      RelNode rewritten = rewrite(input);
      changed |= rewritten != input;
      inputs.add(rewritten);
    }
    RelNode result = changed ? node.copy(node.getTraitSet(), inputs) : node;
    return result.accept(new Within());
  }

  /** Sub-queries are rewritten; the functions themselves have no place left. */
  private final class Within extends RexShuttle {

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      RexNode visited = super.visitSubQuery(subQuery);
      return visited instanceof RexSubQuery query ? query.clone(rewrite(query.rel)) : visited;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (fill(call).isPresent()) {
        throw new QueryException(
            call.getOperator().getName().toLowerCase(Locale.ROOT)
                + " has a meaning only in the SELECT list of a query that groups by"
                + " time_bucket_gapfill");
      }
      if (call.getOperator() == TsdbOperators.TIME_BUCKET_GAPFILL) {
        throw new QueryException(
            "Expected time_bucket_gapfill as a key of GROUP BY of its own, found it elsewhere");
      }
      return super.visitCall(call);
    }
  }

  private static Optional<Fill> fill(RexNode node) {
    if (!(node instanceof RexCall call)) {
      return Optional.empty();
    }
    if (call.getOperator() == TsdbOperators.LOCF) {
      return Optional.of(Fill.LOCF);
    }
    if (call.getOperator() == TsdbOperators.INTERPOLATE) {
      return Optional.of(Fill.INTERPOLATE);
    }
    return call.getOperator() == TsdbOperators.IN_GAP_NULL
        ? Optional.of(Fill.NULL)
        : Optional.empty();
  }

  /** The aggregate by a gap-filling bucket right below, or below HAVING. */
  private static Optional<Aggregate> aggregate(RelNode node) {
    RelNode below = node instanceof Filter filter ? filter.getInput() : node;
    return below instanceof Aggregate aggregate && bucketKey(aggregate).isPresent()
        ? Optional.of(aggregate)
        : Optional.empty();
  }

  /** Which key of the aggregate is the bucket. */
  private static Optional<Integer> bucketKey(Aggregate aggregate) {
    if (aggregate.getInput() instanceof Project project) {
      List<Integer> keys = aggregate.getGroupSet().asList();
      for (int i = 0; i < keys.size(); i++) {
        if (project.getProjects().get(keys.get(i)) instanceof RexCall call
            && call.getOperator() == TsdbOperators.TIME_BUCKET_GAPFILL) {
          return Optional.of(i);
        }
      }
    }
    return Optional.empty();
  }

  private RelNode project(Project project, Aggregate aggregate) {
    int keys = aggregate.getGroupCount();
    List<RexNode> computed = new ArrayList<>();
    List<Fill> fills = new ArrayList<>();
    RexShuttle collect =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            Optional<Fill> fill = fill(call);
            return fill.isPresent()
                ? filled(fill.get(), call.getOperands().get(0))
                : super.visitCall(call);
          }

          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            return reference.getIndex() < keys ? reference : filled(Fill.NULL, reference);
          }

          private RexNode filled(Fill fill, RexNode value) {
            int column = -1;
            for (int i = 0; i < computed.size(); i++) {
              if (computed.get(i).equals(value) && fills.get(i) == fill) {
                column = i;
              }
            }
            if (column < 0) {
              column = computed.size();
              computed.add(value);
              fills.add(fill);
            }
            RelDataTypeFactory types = rexBuilder.getTypeFactory();
            return new RexInputRef(
                keys + column, types.createTypeWithNullability(value.getType(), true));
          }
        };
    List<RexNode> above = project.getProjects().stream().map(e -> e.accept(collect)).toList();
    RelNode filled = fill(project.getInput(), aggregate, computed, fills);
    RelNode result =
        LogicalProject.create(
            filled, project.getHints(), above, project.getRowType(), project.getVariablesSet());
    return result.accept(new Within());
  }

  /**
   * @param grouped the aggregate, or HAVING above it
   * @param computed of its columns, to be filled
   */
  private RelNode fill(
      RelNode grouped, Aggregate aggregate, List<RexNode> computed, List<Fill> fills) {
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      throw new QueryException(
          "time_bucket_gapfill cannot be a key of GROUPING SETS, ROLLUP or CUBE");
    }
    int bucket = bucketKey(aggregate).orElseThrow();
    Project below = (Project) aggregate.getInput();
    RexCall call = (RexCall) below.getProjects().get(aggregate.getGroupSet().asList().get(bucket));
    RelNode plain = plain(aggregate, below);
    if (grouped instanceof Filter having) {
      plain = having.copy(having.getTraitSet(), List.of(plain));
    }
    int keys = aggregate.getGroupCount();
    List<RexNode> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      columns.add(rexBuilder.makeInputRef(plain, i));
      names.add(plain.getRowType().getFieldNames().get(i));
    }
    for (int i = 0; i < computed.size(); i++) {
      columns.add(computed.get(i));
      names.add("$fill" + i);
    }
    RelNode columnsOnly = LogicalProject.create(plain, List.of(), columns, names, Set.of());
    List<RelFieldCollation> order = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      if (i != bucket) {
        order.add(new RelFieldCollation(i, Direction.ASCENDING, NullDirection.FIRST));
      }
    }
    order.add(new RelFieldCollation(bucket, Direction.ASCENDING, NullDirection.FIRST));
    RelNode sorted = LogicalSort.create(columnsOnly, RelCollations.of(order), null, null);
    return GapFill.of(sorted, filling(call, below, keys, bucket, fills));
  }

  /** The aggregate by a plain bucket, and what it reads rewritten. */
  private RelNode plain(Aggregate aggregate, Project below) {
    List<RexNode> projects = new ArrayList<>();
    for (RexNode node : below.getProjects()) {
      projects.add(
          node instanceof RexCall call && call.getOperator() == TsdbOperators.TIME_BUCKET_GAPFILL
              ? rexBuilder.makeCall(
                  call.getType(), TsdbOperators.TIME_BUCKET, call.getOperands().subList(0, 4))
              : node);
    }
    RelNode project =
        LogicalProject.create(
            rewrite(below.getInput()),
            below.getHints(),
            projects,
            below.getRowType(),
            below.getVariablesSet());
    return aggregate.copy(aggregate.getTraitSet(), List.of(project.accept(new Within())));
  }

  private GapFilling filling(RexCall call, Project below, int keys, int bucket, List<Fill> fills) {
    List<RexNode> operands = call.getOperands();
    BucketSteps buckets =
        new BucketSteps(
            RexLiteral.bigDecimalValue(operands.get(1)).longValueExact(),
            RexLiteral.bigDecimalValue(operands.get(2)).intValueExact(),
            ((RexLiteral) operands.get(3)).getValueAs(Long.class));
    return new GapFilling(
        keys,
        bucket,
        fills,
        buckets,
        end("start", operands.get(4)),
        end("finish", operands.get(5)),
        TimeBounds.of(operands.get(0), below.getInput(), rexBuilder),
        GapFilling.MOST_ROWS);
  }

  private Optional<RunValue> end(String name, RexNode node) {
    RelDataType type = node.getType();
    if (!RunConstants.isConstant(node)) {
      throw new QueryException(
          "Expected "
              + name
              + " of time_bucket_gapfill to be the same for all rows, found "
              + node
              + " of type "
              + type);
    }
    return new RunConstants(rexBuilder).value(node, RunType.LONG);
  }
}
