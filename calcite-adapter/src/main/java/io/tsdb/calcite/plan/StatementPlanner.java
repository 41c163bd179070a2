package io.tsdb.calcite.plan;

import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Prefer;
import org.apache.calcite.jdbc.CalciteSchema.LatticeEntry;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.prepare.Prepare.CatalogReader;
import org.apache.calcite.prepare.Prepare.Materialization;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/**
 * Calcite's planner of statements, except that a list of constants in IN stays a condition up to
 * {@value #MOST_IN_CONSTANTS} of them, which the segments decide. Calcite itself makes a join of 20
 * or more, for which all events are read.
 */
public final class StatementPlanner extends CalcitePrepareImpl {

  /** A condition that stays above the scan becomes one Java method, of 64 KiB at most. */
  private static final int MOST_IN_CONSTANTS = 200;

  @Override
  protected CalcitePreparingStmt getPreparingStmt(
      Context context,
      Type elementType,
      CalciteCatalogReader catalogReader,
      RelOptPlanner planner) {
    return new CalcitePreparingStmt(
        this,
        context,
        catalogReader,
        context.getTypeFactory(),
        context.getRootSchema(),
        elementType == Object[].class ? Prefer.ARRAY : Prefer.CUSTOM,
        createCluster(planner, new RexBuilder(context.getTypeFactory())),
        EnumerableConvention.INSTANCE,
        createConvertletTable()) {
      @Override
      protected SqlToRelConverter getSqlToRelConverter(
          SqlValidator validator, CatalogReader reader, SqlToRelConverter.Config config) {
        return super.getSqlToRelConverter(
            validator, reader, config.withInSubQueryThreshold(MOST_IN_CONSTANTS + 1));
      }

      @Override
      protected RelRoot optimize(
          RelRoot root, List<Materialization> materializations, List<LatticeEntry> lattices) {
        RelRoot filled = root.withRel(GapFillRewrite.apply(root.rel));
        RelRoot best = super.optimize(filled, materializations, lattices);
        return best.withRel(WholeReads.mark(best.rel));
      }
    };
  }
}
