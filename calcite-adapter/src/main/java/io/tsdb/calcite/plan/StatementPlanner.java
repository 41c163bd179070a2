package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.AnalyzedRun;
import io.tsdb.calcite.execute.Interruptible;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.parse.AnalyzedExplain;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Prefer;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalciteSchema.LatticeEntry;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCostFactory;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.prepare.Prepare.CatalogReader;
import org.apache.calcite.prepare.Prepare.Materialization;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.rules.JoinPushThroughJoinRule;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.Typed;
import org.apache.calcite.sql.SqlExplainFormat;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.util.CancelFlag;
import org.apache.calcite.util.Pair;

/**
 * Calcite's planner of statements, for one statement. A list of constants in IN stays a condition
 * up to {@value #MOST_IN_CONSTANTS} of them, which the segments decide: Calcite itself makes a join
 * of 20 or more, for which all events are read. Longer lists are joined with {@link ConstantRows}.
 * What it plans may be run by other connections too.
 */
public final class StatementPlanner extends CalcitePrepareImpl {

  /** A condition that stays above the scan becomes one Java method, of 64 KiB at most. */
  private static final int MOST_IN_CONSTANTS = 200;

  /** Of a plan without code: texts and values for the segments. */
  private static final long PLAN_BYTES = 16 * 1024;

  /** What a class takes beside its objects, and the texts in them. */
  private static final long BYTES_PER_CHAR = 8;

  private final AtomicBoolean cancelFlag;
  private Optional<PlanCode> code = Optional.empty();

  /** One that nobody cancels. */
  public StatementPlanner() {
    this(new AtomicBoolean());
  }

  private StatementPlanner(AtomicBoolean cancelFlag) {
    this.cancelFlag = cancelFlag;
  }

  /**
   * Plans a statement.
   *
   * @param cancelFlag another thread may set it to end the planning
   * @throws RuntimeException as Calcite has it, if it is not sound
   * @throws QueryCanceledException if it was cancelled
   */
  public static PlannedStatement plan(Context context, String sql, AtomicBoolean cancelFlag) {
    CalcitePrepare.Dummy.push(context);
    try {
      StatementPlanner planner = new StatementPlanner(cancelFlag);
      CalciteSignature<Object> signature =
          // it reads which labels there are
          Interruptible.run(
              cancelFlag, () -> planner.prepareSql(context, Query.of(sql), Object[].class, -1));
      if (cancelFlag.get()) {
        // Calcite then ends with the best plan that it has found, which is not one to keep.
        throw new QueryCanceledException();
      }
      return new PlannedStatement(
          signature,
          planner.code.isPresent() && planner.code.get().sharable(),
          PLAN_BYTES + BYTES_PER_CHAR * planner.code.map(PlanCode::chars).orElse(0L));
    } catch (QueryCanceledException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (cancelFlag.get()) {
        QueryCanceledException cancellation = new QueryCanceledException();
        cancellation.addSuppressed(e);
        throw cancellation;
      }
      throw e instanceof IOException failure
          ? new QueryException(e.getMessage(), failure)
          : (RuntimeException) e;
    } finally {
      CalcitePrepare.Dummy.pop(context);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // rows are of the type that is asked for
  public <T> CalciteSignature<T> prepareSql(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    CalciteSignature<T> planned = super.prepareSql(context, query, elementType, maxRowCount);
    return new CalciteSignature<>(
        planned.sql,
        planned.parameters,
        code.isPresent() ? code.get().constants() : planned.internalParameters,
        planned.rowType,
        planned.columns,
        planned.cursorFactory,
        // of the connection that plans, which others do not need and a cache is not to hold
        null,
        planned.getCollationList(),
        maxRowCount,
        code.isPresent() ? (Bindable<T>) code.get().bindable() : planned::enumerable,
        planned.statementType);
  }

  /**
   * Calcite's planner without the rules that are wrong. Of no rows, an aggregate with the empty
   * grouping set has a row, which one forgets; and another takes LIMIT into the sides of UNION
   * before equal rows have become one. Those that try all orders of joins take minutes for four
   * tables, and know too little of them to choose well: tables are joined in the order written.
   */
  @Override
  protected RelOptPlanner createPlanner(
      Context prepareContext,
      org.apache.calcite.plan.Context externalContext,
      RelOptCostFactory costFactory) {
    // looked at before each rule
    org.apache.calcite.plan.Context cancellable =
        Contexts.of(prepareContext.config(), new CancelFlag(cancelFlag));
    RelOptPlanner planner = super.createPlanner(prepareContext, cancellable, costFactory);
    planner.removeRule(PruneEmptyRules.AGGREGATE_INSTANCE);
    planner.removeRule(EnumerableRules.ENUMERABLE_MERGE_UNION_RULE);
    planner.removeRule(EnumerableRules.ENUMERABLE_ASOFJOIN_RULE);
    planner.removeRule(JoinPushThroughJoinRule.LEFT);
    planner.removeRule(JoinPushThroughJoinRule.RIGHT);
    planner.addRule(AsofRule.INSTANCE);
    planner.setExecutor(new ConstantExecutor(planner.getExecutor()));
    return planner;
  }

  @Override
  protected CalcitePreparingStmt getPreparingStmt(
      Context context,
      Type elementType,
      CalciteCatalogReader catalogReader,
      RelOptPlanner planner) {
    RelOptCluster cluster = createCluster(planner, new RexBuilder(context.getTypeFactory()));
    cluster.setMetadataQuerySupplier(CompiledMetadata::query);
    return new CalcitePreparingStmt(
        this,
        context,
        catalogReader,
        context.getTypeFactory(),
        context.getRootSchema(),
        elementType == Object[].class ? Prefer.ARRAY : Prefer.CUSTOM,
        cluster,
        EnumerableConvention.INSTANCE,
        createConvertletTable()) {
      private boolean analyzed;

      @Override
      public PreparedResult prepareSql(
          SqlNode statement, Class runtimeContext, SqlValidator validator, boolean validates) {
        analyzed = statement instanceof AnalyzedExplain;
        return super.prepareSql(statement, runtimeContext, validator, validates);
      }

      @Override
      protected PreparedResult createPreparedExplanation(
          RelDataType resultType,
          RelDataType parameterTypes,
          RelRoot root,
          SqlExplainFormat format,
          SqlExplainLevel detailLevel) {
        PreparedResult explanation =
            super.createPreparedExplanation(resultType, parameterTypes, root, format, detailLevel);
        if (analyzed) {
          PlanCode query = code(root, context);
          code =
              Optional.of(
                  new PlanCode(
                      new AnalyzedRun(explanation.getCode(), query.bindable()),
                      query.constants(),
                      false,
                      query.chars()));
        }
        return explanation;
      }

      @Override
      protected SqlToRelConverter getSqlToRelConverter(
          SqlValidator validator, CatalogReader reader, SqlToRelConverter.Config config) {
        return new SqlToRelConverter(
            this,
            validator,
            reader,
            cluster,
            convertletTable,
            config.withInSubQueryThreshold(MOST_IN_CONSTANTS + 1)) {
          @Override
          protected RelFieldTrimmer newFieldTrimmer() {
            return new FieldTrimmer(
                validator,
                config
                    .getRelBuilderFactory()
                    .create(cluster, null)
                    .transform(config.getRelBuilderConfigTransform()));
          }
        };
      }

      @Override
      protected SqlValidator createSqlValidator(
          CatalogReader reader, UnaryOperator<SqlValidator.Config> change) {
        return StatementValidator.like(
            (SqlValidatorImpl) super.createSqlValidator(reader, change),
            (CalciteCatalogReader) reader,
            context.getTypeFactory());
      }

      @Override
      protected RelRoot trimUnusedFields(RelRoot root) {
        return super.trimUnusedFields(root.withRel(EarlySimplification.apply(root.rel)));
      }

      @Override
      protected RelRoot optimize(
          RelRoot root, List<Materialization> materializations, List<LatticeEntry> lattices) {
        RelRoot filled = root.withRel(GapFillRewrite.apply(root.rel));
        RelRoot best = super.optimize(filled, materializations, lattices);
        RelNode narrowed = FirstOfSeries.mark(JoinFilters.push(ConstantRows.place(best.rel)));
        RelNode marked = WholeReads.mark(OrderedReads.mark(narrowed));
        return best.withRel(GrandTotal.complete(marked));
      }

      @Override
      protected PreparedResult implement(RelRoot root) {
        PlanCode written = code(root, context);
        code = Optional.of(written);
        return new PreparedResultImpl(
            root.rel.getRowType(),
            parameterRowType,
            fieldOrigins,
            root.collation.getFieldCollations().isEmpty() ? List.of() : List.of(root.collation),
            root.rel,
            mapTableModOp(false, root.kind),
            false) {
          @Override
          public String getCode() {
            throw new UnsupportedOperationException("The code of a plan is not kept");
          }

          @Override
          @SuppressWarnings("rawtypes") // so declared
          public Bindable getBindable(Meta.CursorFactory cursorFactory) {
            return written.bindable();
          }

          @Override
          public Type getElementType() {
            return ((Typed) written.bindable()).getElementType();
          }
        };
      }
    };
  }

  private static PlanCode code(RelRoot root, Context context) {
    EnumerableRel plan = (EnumerableRel) MemoryBounds.place(root.rel);
    if (!root.isRefTrivial()) {
      RexBuilder rexBuilder = plan.getCluster().getRexBuilder();
      EnumerableRel all = plan;
      List<RexNode> outputs =
          Pair.left(root.fields).stream()
              .<RexNode>map(field -> rexBuilder.makeInputRef(all, field))
              .toList();
      plan =
          EnumerableCalc.create(
              plan,
              RexProgram.create(
                  plan.getRowType(), outputs, null, root.validatedRowType, rexBuilder));
    }
    return PlanCode.of(plan, Map.of("_conformance", context.config().conformance()));
  }
}
