package io.tsdb.calcite.schema;

import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.execute.SeriesTotals;
import io.tsdb.calcite.execute.SeriesTotals.Detail;
import io.tsdb.calcite.execute.TableRead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** The table {@code labels}: each label key. */
final class LabelsTable extends RowsTable {

  LabelsTable() {
    super("labels");
  }

  private static final class Key {
    private long series;
    private final Set<String> values = new HashSet<>();
  }

  @Override
  Object shape() {
    return "labels";
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    return typeFactory
        .builder()
        .add("key", SqlTypeName.VARCHAR)
        .add("series", SqlTypeName.BIGINT)
        .add("values", SqlTypeName.BIGINT)
        .build();
  }

  @Override
  Enumerable<Object[]> rows(DataContext context, TableRead read) {
    SortedMap<String, Key> keys = new TreeMap<>();
    for (String labels : SeriesTotals.read(context, List.of(Detail.LABELS)).keySet()) {
      Labels.parse(labels)
          .values()
          .forEach(
              (name, value) -> {
                Key key = keys.computeIfAbsent(name, unused -> new Key());
                key.series++;
                key.values.add(value);
              });
    }
    List<Object[]> rows = new ArrayList<>();
    keys.forEach(
        (name, key) -> {
          Object[] row = {name, key.series, (long) key.values.size()};
          rows.add(read.columns().stream().map(column -> row[column]).toArray());
        });
    return Linq4j.asEnumerable(rows);
  }

  @Override
  public String remarks() {
    return "The keys of labels";
  }

  @Override
  public String remarks(String column) {
    return switch (column) {
      case "key" -> "key of a label";
      case "series" -> "how many series have it";
      case "values" -> "how many different values it has";
      default -> "";
    };
  }
}
