package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Rewrites expressions above a scan so that they use as columns what the segments' SQLite extracts
 * (arrows, searches, time buckets), and collects the columns that they need.
 */
final class OutputRewrite extends RexShuttle {

  private final EventsScan scan;
  private final SqliteExpressions expressions;
  private final List<RexNode> outputs;

  /**
   * @param outputs over the columns of the table; they keep their places
   */
  OutputRewrite(EventsScan scan, List<RexNode> outputs) {
    this.scan = scan;
    this.expressions = scan.expressions();
    this.outputs = new ArrayList<>(outputs);
  }

  /** An expression over the outputs of a scan as one over the columns of the table. */
  static RexNode expand(RexNode node, EventsScan scan) {
    List<RexNode> outputs = scan.read().outputs();
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef inputRef) {
            return outputs.get(inputRef.getIndex());
          }
        });
  }

  @Override
  public RexNode visitInputRef(RexInputRef inputRef) {
    return output(expand(inputRef, scan), inputRef);
  }

  @Override
  public RexNode visitCall(RexCall call) {
    if (SqliteExpressions.isExtraction(call)) {
      RexNode overTable = expand(call, scan);
      if (!RunConstants.isConstant(overTable) && expressions.output(overTable).isPresent()) {
        return output(overTable, call);
      }
    }
    return super.visitCall(call);
  }

  @Override
  public RexNode visitOver(RexOver over) {
    throw new IllegalArgumentException("Windows are planned before: " + over);
  }

  private RexNode output(RexNode overTable, RexNode original) {
    int index = outputs.indexOf(overTable);
    if (index < 0) {
      index = outputs.size();
      outputs.add(overTable);
    }
    return new RexInputRef(index, original.getType());
  }

  /** Makes sure that there is a column, since a row without one cannot be counted. */
  void requireColumn() {
    if (outputs.isEmpty()) {
      int time = EventColumns.timeIndex();
      outputs.add(RexInputRef.of(time, scan.getTable().getRowType()));
    }
  }

  /** Whether the scan's outputs are no longer those that it has. */
  boolean changesOutputs() {
    return !outputs.equals(scan.read().outputs());
  }

  /** The scan's read with the new outputs. */
  EventsRead read() {
    EventsRead read = scan.read();
    if (!changesOutputs()) {
      return read;
    }
    List<String> names = new ArrayList<>();
    for (RexNode output : outputs) {
      int known = read.outputs().indexOf(output);
      names.add(known >= 0 ? read.rowType().getFieldNames().get(known) : "computed" + names.size());
    }
    RelDataTypeFactory typeFactory = scan.getCluster().getTypeFactory();
    return read.withOutputs(
        outputs,
        RexUtil.createStructType(typeFactory, outputs, names, SqlValidatorUtil.EXPR_SUGGESTER));
  }
}
