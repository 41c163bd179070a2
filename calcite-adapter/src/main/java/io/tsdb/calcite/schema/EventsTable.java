package io.tsdb.calcite.schema;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.plan.EventColumns;
import io.tsdb.calcite.plan.EventsScan;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.CustomColumnResolvingTable;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.Pair;

/**
 * The table {@code events}. Beside its columns, the name {@code timestamp} means {@code ts}, as
 * long as no label has that name; it is no column of {@code SELECT *}.
 */
final class EventsTable extends AbstractTable
    implements TranslatableTable, CustomColumnResolvingTable, DescribedTable {

  private static final String TIMESTAMP = "timestamp";
  private static final String TS = "ts";

  /** For the planner, which is not to list segments: many. */
  private static final double ASSUMED_ROWS = 1e6;

  private final TimeRange restriction;
  private final EventColumns columns;

  EventsTable(TimeRange restriction, EventColumns columns) {
    this.restriction = restriction;
    this.columns = columns;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    return columns.rowType(typeFactory);
  }

  @Override
  public Statistic getStatistic() {
    return Statistics.of(ASSUMED_ROWS, List.of());
  }

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
    return EventsScan.create(context.getCluster(), table, restriction, columns);
  }

  @Override
  public String remarks() {
    return "One row per event";
  }

  @Override
  public String remarks(String column) {
    return switch (column) {
      case "ts" -> "time of the event, UTC";
      case "labels" -> "the labels as a JSON object";
      case "value" -> "the number";
      case "text" -> "the text";
      case "payload" -> "the event as one JSON object: labels, timestamp, value, text";
      case "id" -> "the identifier that the producer gave";
      default -> columns.labelKey(column).map(key -> "label " + key).orElse("");
    };
  }

  @Override
  public List<Pair<RelDataTypeField, List<String>>> resolveColumn(
      RelDataType rowType, RelDataTypeFactory typeFactory, List<String> names) {
    String name = names.get(0);
    Optional<RelDataTypeField> field =
        field(rowType, name)
            .or(() -> name.equalsIgnoreCase(TIMESTAMP) ? field(rowType, TS) : Optional.empty());
    return field
        .map(found -> List.of(Pair.of(found, names.subList(1, names.size()))))
        .orElseGet(List::of);
  }

  private static Optional<RelDataTypeField> field(RelDataType rowType, String name) {
    return Optional.ofNullable(rowType.getField(name, false, false));
  }
}
