package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.LabelColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The columns of {@code events} for a set of label keys: the fixed ones, then one per label. Two
 * are equal if their label keys are.
 */
public final class EventColumns {

  private final List<String> names = new ArrayList<>();
  private final List<EventColumn> columns = new ArrayList<>();

  private EventColumns() {}

  /** The columns for the label keys of an archive, see {@link LabelColumns}. */
  public static EventColumns of(Collection<String> labelKeys) {
    EventColumns result = new EventColumns();
    for (EventColumn.Fixed fixed : EventColumn.Fixed.values()) {
      result.names.add(fixed.name().toLowerCase(Locale.ROOT));
      result.columns.add(fixed);
    }
    LabelColumns.of(labelKeys)
        .forEach(
            (name, key) -> {
              result.names.add(name);
              result.columns.add(new EventColumn.Label(key));
            });
    return result;
  }

  EventColumn get(int index) {
    return columns.get(index);
  }

  /** The key of the label that a column shows; empty for any other name. */
  public Optional<String> labelKey(String column) {
    int index = names.indexOf(column);
    return index >= 0 && columns.get(index) instanceof EventColumn.Label label
        ? Optional.of(label.key())
        : Optional.empty();
  }

  /** Where the time stands. */
  static int timeIndex() {
    return EventColumn.Fixed.TS.ordinal();
  }

  /** Whether an expression over the columns is the time itself. */
  static boolean isTime(RexNode node) {
    return node instanceof RexInputRef column && column.getIndex() == timeIndex();
  }

  /** Names and types. */
  public RelDataType rowType(RelDataTypeFactory typeFactory) {
    RelDataTypeFactory.Builder builder = typeFactory.builder();
    for (int i = 0; i < columns.size(); i++) {
      builder.add(names.get(i), type(columns.get(i), typeFactory));
    }
    return builder.build();
  }

  private static RelDataType type(EventColumn column, RelDataTypeFactory typeFactory) {
    if (column == EventColumn.Fixed.TS) {
      return typeFactory.createSqlType(SqlTypeName.TIMESTAMP, 3);
    }
    if (column == EventColumn.Fixed.LABELS) {
      return typeFactory.createSqlType(SqlTypeName.VARCHAR);
    }
    SqlTypeName name = column == EventColumn.Fixed.VALUE ? SqlTypeName.DOUBLE : SqlTypeName.VARCHAR;
    return typeFactory.createTypeWithNullability(typeFactory.createSqlType(name), true);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventColumns that && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }
}
