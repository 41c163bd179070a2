package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The calls that DBeaver makes of a driver that it does not know, by the steps of a user: connect,
 * open the tree, open a table's grid, filter it, cancel, stay connected.
 */
class DbeaverWalkIT {

  private static Connection connection;

  @BeforeAll
  static void connect() throws Exception {
    Driver driver =
        (Driver) Class.forName(EarthquakeArchive.DRIVER).getDeclaredConstructor().newInstance();
    assertThat(driver.acceptsURL(EarthquakeArchive.url())).isTrue();
    Properties properties = new Properties();
    properties.setProperty("user", "");
    properties.setProperty("password", "");
    properties.setProperty("unknownToTheDriver", "x");
    connection = driver.connect(EarthquakeArchive.url(), properties);
    connection.setReadOnly(true);
    connection.setAutoCommit(true);
    assertThat(connection.getAutoCommit()).isTrue();
    assertThat(connection.isReadOnly()).isTrue();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
    assertThat(connection.isClosed()).isTrue();
  }

  private static List<String> column(ResultSet rows, String label) throws SQLException {
    try (rows) {
      assertThat(rows.getStatement()).isNotNull();
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(label));
      }
      return values;
    }
  }

  @Test
  void dialect_isTold() throws Exception {
    DatabaseMetaData metadata = connection.getMetaData();
    assertThat(metadata.getDatabaseProductName()).isEqualTo("tsdb");
    assertThat(metadata.getDriverName()).isNotBlank();
    assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(metadata.getSearchStringEscape()).isEqualTo("\\");
    assertThat(metadata.getSchemaTerm()).isNotBlank();
    assertThat(metadata.supportsTransactions()).isFalse();
    assertThat(metadata.getSQLKeywords()).isNotNull();
    // every question without an argument is answered: none is left to the tool
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getParameterCount() == 0) {
        Object answer = method.invoke(metadata);
        if (answer instanceof ResultSet rows) {
          rows.close();
        }
      }
    }
    assertThat(column(metadata.getTypeInfo(), "TYPE_NAME")).contains("VARCHAR", "TIMESTAMP");
  }

  @Test
  void tree_isDrawn() throws Exception {
    DatabaseMetaData metadata = connection.getMetaData();
    assertThat(column(metadata.getCatalogs(), "TABLE_CAT")).isEmpty();
    assertThat(column(metadata.getSchemas(), "TABLE_SCHEM")).contains("tsdb");
    assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).contains("TABLE");
    assertThat(column(metadata.getTables(null, "tsdb", "%", null), "TABLE_NAME"))
        .contains("events", "segments");
    assertThat(column(metadata.getTables(null, "ts\\_db", "%", null), "TABLE_NAME")).isEmpty();
    assertThat(column(metadata.getColumns(null, "tsdb", "events", "%"), "COLUMN_NAME"))
        .contains("ts", "value", "text", "network");
    assertThat(column(metadata.getPrimaryKeys(null, "tsdb", "events"), "COLUMN_NAME")).isEmpty();
    assertThat(column(metadata.getIndexInfo(null, "tsdb", "events", false, true), "INDEX_NAME"))
        .isEmpty();
    assertThat(column(metadata.getImportedKeys(null, "tsdb", "events"), "FK_NAME")).isEmpty();
    assertThat(column(metadata.getExportedKeys(null, "tsdb", "events"), "FK_NAME")).isEmpty();
    assertThat(column(metadata.getProcedures(null, "tsdb", "%"), "PROCEDURE_NAME")).isEmpty();
    column(metadata.getFunctions(null, "tsdb", "%"), "FUNCTION_NAME");
  }

  @Test
  void grid_isFilledAndFiltered() throws Exception {
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setMaxRows(200);
      statement.setFetchSize(200);
      statement.setQueryTimeout(60);
      assertThat(statement.execute("SELECT * FROM tsdb.events")).isTrue();
      try (ResultSet rows = statement.getResultSet()) {
        ResultSetMetaData columns = rows.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          assertThat(columns.getColumnLabel(i)).isNotBlank();
          assertThat(columns.getColumnName(i)).isNotBlank();
          assertThat(columns.getColumnTypeName(i)).isNotBlank().doesNotContain(" ");
          assertThat(columns.getTableName(i)).isEqualTo("events");
          assertThat(columns.getSchemaName(i)).isEqualTo("tsdb");
          assertThat(columns.getCatalogName(i)).isNotNull();
          assertThat(columns.getPrecision(i)).isNotNegative();
          assertThat(columns.getScale(i)).isNotNegative();
          assertThat(columns.isNullable(i)).isBetween(0, 2);
        }
        int count = 0;
        while (rows.next()) {
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value = rows.getObject(i);
            assertThat(rows.wasNull()).isEqualTo(value == null);
          }
          count++;
        }
        assertThat(count).isEqualTo(200);
      }
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      statement.setMaxRows(0);
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*) FROM tsdb.events WHERE \"network\" = 'ci' AND \"value\" > 1")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isPositive();
      }
    }
  }

  @Test
  void cancel_endsAQueryAndLeavesTheStatementUsable() throws Exception {
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> canceller =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertThatThrownBy(
              () ->
                  statement.executeQuery(
                      "SELECT count(*) FROM events a, events b, events c"
                          + " WHERE a.\"value\" + b.\"value\" > c.\"value\""))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
      canceller.get(10, TimeUnit.SECONDS);
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(EarthquakeArchive.EVENTS);
      }
    }
  }

  @Test
  void ping_answers() throws Exception {
    assertThat(connection.isValid(5)).isTrue();
    assertThat(
            column(
                connection.getMetaData().getTables(null, null, "DBEAVERFAKETABLENAMEFORPING", null),
                "TABLE_NAME"))
        .isEmpty();
  }
}
