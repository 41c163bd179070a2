package io.tsdb.calcite.schema;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.EventsSource;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.plan.EventColumns;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/**
 * The tables of one connection. Label keys are read when a table is first asked for, and again when
 * they are older than {@value #KEYS_SECONDS} s, so that a long-lived connection sees new ones.
 */
public final class ArchiveSchema extends AbstractSchema implements EventsSource.Holder {

  private static final long KEYS_SECONDS = 5;

  private final EventsSource source;
  private final SegmentsTable segments;

  /** Guarded by this. */
  private EventColumns columns = EventColumns.of(List.of());

  private Map<String, Table> tables = Map.of();
  private long readAt;

  public ArchiveSchema(EventsSource source) {
    this.source = source;
    this.segments = new SegmentsTable(source);
  }

  @Override
  public EventsSource source() {
    return source;
  }

  /**
   * Tells apart what statements are planned against: equal where tables have the same columns and
   * show the same range of time, also of different connections. Plans for one can be run by all
   * connections to the same archive that have an equal one.
   *
   * @throws QueryException if the label keys cannot be read
   */
  public synchronized Object version() {
    var unused = getTableMap();
    return new Version(source.restriction(), columns);
  }

  private record Version(TimeRange restriction, EventColumns columns) {}

  /**
   * @throws QueryException if the label keys cannot be read
   */
  @Override
  protected synchronized Map<String, Table> getTableMap() {
    long now = System.nanoTime();
    if (tables.isEmpty() || now - readAt > TimeUnit.SECONDS.toNanos(KEYS_SECONDS)) {
      EventColumns current = readColumns();
      if (tables.isEmpty() || !current.equals(columns)) {
        columns = current;
        tables =
            Map.of("events", new EventsTable(source.restriction(), current), "segments", segments);
      }
      readAt = now;
    }
    return tables;
  }

  private EventColumns readColumns() {
    try {
      return EventColumns.of(source.catalog().labelKeys());
    } catch (IOException e) {
      throw new QueryException(
          "The label keys of the archive cannot be read: " + e.getMessage(), e);
    }
  }
}
