package io.tsdb.calcite;

import java.util.Properties;

/** SQL over an archive, for the driver: how Calcite's connection is set up. */
public final class TsdbSql {

  /** The schema that holds every table, and the default one. */
  public static final String SCHEMA = "tsdb";

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
}
