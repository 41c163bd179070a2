package io.tsdb.calcite.schema;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.calcite.execute.EventsSource;
import io.tsdb.calcite.execute.Interruptible;
import io.tsdb.calcite.execute.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** The table {@code segments}: the files of the archive, as one listing shows them. */
final class SegmentsTable extends AbstractTable implements ScannableTable, DescribedTable {

  private final EventsSource source;

  SegmentsTable(EventsSource source) {
    this.source = source;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    RelDataType time = typeFactory.createSqlType(SqlTypeName.TIMESTAMP, 3);
    return typeFactory
        .builder()
        .add("key", SqlTypeName.VARCHAR)
        .add("url", SqlTypeName.VARCHAR)
        .add("bytes", SqlTypeName.BIGINT)
        .add("first", time)
        .add("last", time)
        .add("rows", SqlTypeName.BIGINT)
        .add("writer", SqlTypeName.VARCHAR)
        .add("first_seal", SqlTypeName.BIGINT)
        .add("last_seal", SqlTypeName.BIGINT)
        .add("etag", SqlTypeName.VARCHAR)
        .build();
  }

  @Override
  public Enumerable<Object[]> scan(DataContext root) {
    List<Segment> segments;
    try {
      segments = Interruptible.run(root, () -> source.catalog().segments(source.restriction()));
    } catch (IOException e) {
      throw new QueryException(e.getMessage(), e);
    }
    List<Object[]> rows = new ArrayList<>();
    for (Segment segment : segments) {
      rows.add(
          new Object[] {
            segment.object().key(),
            url(segment.store().location(), segment.object().key()),
            segment.object().size(),
            segment.name().firstTime(),
            segment.name().lastTime(),
            segment.name().rows(),
            segment.name().writer(),
            segment.name().seals().first(),
            segment.name().seals().last(),
            segment.object().etag()
          });
    }
    return Linq4j.asEnumerable(rows);
  }

  @Override
  public String remarks() {
    return "One row per file of the archive";
  }

  @Override
  public String remarks(String column) {
    return switch (column) {
      case "first" -> "time of the first event, UTC";
      case "last" -> "time of the last event, UTC";
      case "rows" -> "how many events";
      case "first_seal", "last_seal" -> "which cuts of the writer's log it holds";
      default -> "";
    };
  }

  /**
   * Where an object is to be had: a store's location may have parameters, and a server keeps its
   * objects below {@code archive}.
   */
  static String url(String location, String key) {
    int parameters = location.indexOf('?');
    String place = parameters < 0 ? location : location.substring(0, parameters);
    boolean server = place.startsWith("http://") || place.startsWith("https://");
    return place + (server ? "/archive/" : "/") + key;
  }
}
