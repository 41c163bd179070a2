package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SegmentDatabases;
import org.apache.calcite.DataContext;
import org.apache.calcite.schema.SchemaPlus;

/**
 * Where the events of one connection come from. A plan does not hold it, since connections share
 * plans: what runs finds the one of its own connection, see {@link #of}.
 *
 * @param catalog which segments there are
 * @param databases opens them
 * @param restriction the range of time that the connection shows
 */
public record EventsSource(Catalog catalog, SegmentDatabases databases, TimeRange restriction) {

  /** The name of the schema that knows it. */
  public static final String SCHEMA = "tsdb";

  /** A schema of Calcite's whose tables come from one source. */
  public interface Holder {
    EventsSource source();
  }

  /** The one of the connection that runs a plan. */
  static EventsSource of(DataContext context) {
    SchemaPlus schema = context.getRootSchema().subSchemas().get(SCHEMA);
    if (schema == null) {
      throw new IllegalStateException("The connection has no schema " + SCHEMA);
    }
    return schema.unwrap(Holder.class).source();
  }
}
