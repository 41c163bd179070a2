package io.tsdb.calcite.schema;

import io.tsdb.archive.segment.LabelColumns;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.execute.SeriesTotals;
import io.tsdb.calcite.execute.SeriesTotals.Detail;
import io.tsdb.calcite.execute.SeriesTotals.Total;
import io.tsdb.calcite.execute.TableRead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** The table {@code series}: each set of labels that any event has. */
final class SeriesTable extends RowsTable {

  /** The columns before those of labels. */
  private enum Fixed {
    LABELS("the labels as a JSON object"),
    FIRST("time of its first event, UTC"),
    LAST("time of its last event, UTC"),
    ROWS("how many events it has"),
    SEGMENTS("how many segments have it");

    private final String remarks;

    Fixed(String remarks) {
      this.remarks = remarks;
    }

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Label keys by names of columns. */
  private final SortedMap<String, String> labels;

  SeriesTable(Collection<String> labelKeys) {
    super("series");
    this.labels = columns(labelKeys);
  }

  private static SortedMap<String, String> columns(Collection<String> labelKeys) {
    SortedMap<String, String> result = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    LabelColumns.of(labelKeys)
        .forEach(
            (name, key) -> {
              boolean taken = false;
              for (Fixed fixed : Fixed.values()) {
                taken |= fixed.column().equalsIgnoreCase(name);
              }
              result.putIfAbsent(taken ? "label_" + name : name, key);
            });
    return result;
  }

  @Override
  Object shape() {
    return List.copyOf(labels.values());
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    RelDataType text = typeFactory.createSqlType(SqlTypeName.VARCHAR);
    RelDataType time = typeFactory.createSqlType(SqlTypeName.TIMESTAMP, 3);
    RelDataType number = typeFactory.createSqlType(SqlTypeName.BIGINT);
    RelDataTypeFactory.Builder builder = typeFactory.builder();
    for (Fixed fixed : Fixed.values()) {
      builder.add(
          fixed.column(),
          switch (fixed) {
            case LABELS -> text;
            case FIRST, LAST -> time;
            case ROWS, SEGMENTS -> number;
          });
    }
    RelDataType label = typeFactory.createTypeWithNullability(text, true);
    labels.keySet().forEach(name -> builder.add(name, label));
    return builder.build();
  }

  /** The keys are those of the statement's planning, whatever has been added since. */
  @Override
  @SuppressWarnings("unchecked") // its own shape
  Enumerable<Object[]> rows(DataContext context, TableRead read) {
    List<String> keys = (List<String>) read.shape();
    List<Detail> details = new ArrayList<>();
    for (int column : read.columns()) {
      if (column < Fixed.values().length) {
        details.add(
            switch (Fixed.values()[column]) {
              case LABELS -> Detail.LABELS;
              case FIRST, LAST, ROWS -> Detail.EVENTS;
              case SEGMENTS -> Detail.SEGMENTS;
            });
      }
    }
    SortedMap<String, Total> series = SeriesTotals.read(context, details);
    return Linq4j.asEnumerable(series.entrySet()).select(entry -> row(entry, read.columns(), keys));
  }

  private static Object[] row(
      Map.Entry<String, Total> series, List<Integer> columns, List<String> keys) {
    boolean parsed = columns.stream().anyMatch(column -> column >= Fixed.values().length);
    Map<String, String> values = parsed ? Labels.parse(series.getKey()).values() : Map.of();
    Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      int column = columns.get(i);
      row[i] =
          column < Fixed.values().length
              ? fixed(Fixed.values()[column], series)
              : values.get(keys.get(column - Fixed.values().length));
    }
    return row;
  }

  private static Object fixed(Fixed column, Map.Entry<String, Total> series) {
    Total total = series.getValue();
    return switch (column) {
      case LABELS -> series.getKey();
      case FIRST -> total.first();
      case LAST -> total.last();
      case ROWS -> total.rows();
      case SEGMENTS -> total.segments();
    };
  }

  @Override
  public String remarks() {
    return "The different sets of labels of events";
  }

  @Override
  public String remarks(String column) {
    for (Fixed fixed : Fixed.values()) {
      if (fixed.column().equalsIgnoreCase(column)) {
        return fixed.remarks;
      }
    }
    return labels.containsKey(column) ? "label " + labels.get(column) : "";
  }
}
