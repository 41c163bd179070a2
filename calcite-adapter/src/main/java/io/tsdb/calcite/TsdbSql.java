package io.tsdb.calcite;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.EventsSource;
import io.tsdb.calcite.schema.ArchiveSchema;
import io.tsdb.calcite.schema.UnreadableSchema;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;

/**
 * SQL over an archive, for the driver: how Calcite's connection is set up.
 *
 * <p>Statements are planned with a {@link SqlTypeFactory}. What fails in reading segments is a
 * {@link io.tsdb.calcite.execute.QueryException}; what Calcite computes above them fails as Calcite
 * has it, a bad cast with {@link NumberFormatException}, say. A statement that would write has
 * {@link io.tsdb.calcite.parse.ReadOnlyStatementException} among its causes.
 */
public final class TsdbSql {

  /** The schema that holds every table, and the default one. */
  public static final String SCHEMA = EventsSource.SCHEMA;

  private TsdbSql() {}

  /**
   * The properties of Calcite's connection that this adapter relies on: its parser, names in any
   * case, UTC, SQLite's order of nulls.
   */
  public static Properties connectionProperties() {
    Properties properties = new Properties();
    properties.setProperty(
        "parserFactory", "io.tsdb.calcite.parse.StatementParserFactory#INSTANCE");
    properties.setProperty("quoting", "DOUBLE_QUOTE");
    properties.setProperty("unquotedCasing", "UNCHANGED");
    properties.setProperty("quotedCasing", "UNCHANGED");
    properties.setProperty("caseSensitive", "false");
    properties.setProperty("conformance", "LENIENT");
    properties.setProperty("fun", "standard,postgresql");
    properties.setProperty("timeZone", "UTC");
    properties.setProperty("defaultNullCollation", "LOW");
    return properties;
  }

  /**
   * Adds the schema {@link #SCHEMA} with tables {@code events} and {@code segments}, and makes it
   * the default. Nothing is read yet.
   *
   * @param archive stays open as long as the connection, and is closed by whoever opened it
   * @param restriction the range of time that the tables show
   */
  public static void install(CalciteConnection connection, Archive archive, TimeRange restriction)
      throws SQLException {
    EventsSource source = new EventsSource(archive.catalog(), archive.databases(), restriction);
    connection.getRootSchema().add(SCHEMA, new ArchiveSchema(source)).setCacheEnabled(false);
    connection.setSchema(SCHEMA);
  }

  /**
   * Adds the schema {@link #SCHEMA} with a table {@code events} that no archive stands behind, and
   * makes it the default: statements can be planned, and not run.
   */
  public static void installWithoutArchive(CalciteConnection connection) throws SQLException {
    connection.getRootSchema().add(SCHEMA, new UnreadableSchema()).setCacheEnabled(false);
    connection.setSchema(SCHEMA);
  }

  /**
   * What statements of a connection are planned against, compared by {@code equals}: a statement
   * planned for one runs on every connection to the same archive that has an equal one.
   *
   * @param cancelFlag another thread may set it to end the wait for the archive
   * @throws io.tsdb.calcite.execute.QueryException if the label keys cannot be read, or it was
   *     cancelled
   */
  public static Object schemaVersion(CalciteConnection connection, AtomicBoolean cancelFlag) {
    SchemaPlus schema = connection.getRootSchema().subSchemas().get(SCHEMA);
    if (schema == null) {
      throw new IllegalStateException("The connection has no schema " + SCHEMA);
    }
    return schema.unwrap(ArchiveSchema.class).version(cancelFlag);
  }
}
