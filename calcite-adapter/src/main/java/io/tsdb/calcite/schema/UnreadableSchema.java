package io.tsdb.calcite.schema;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.plan.EventColumns;
import java.util.List;
import java.util.Map;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/** A table {@code events} without labels that statements can be planned against, and not run. */
public final class UnreadableSchema extends AbstractSchema {

  private final Map<String, Table> tables =
      Map.of("events", new EventsTable(TimeRange.ALL, EventColumns.of(List.of())));

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
  }
}
