package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaDataTest {

  @TempDir static Path folder;
  private static String url;
  private static Connection connection;
  private static DatabaseMetaData metadata;

  @BeforeAll
  static void connect() throws Exception {
    url = TestArchive.write(folder);
    Properties properties = new Properties();
    properties.setProperty("secretAccessKey", "s3cret");
    properties.setProperty("accessKeyId", "s3cret");
    connection = DriverManager.getConnection(url + "?token=s3cret&Type=x", properties);
    metadata = connection.getMetaData();
  }

  @AfterAll
  static void disconnect() throws Exception {
    connection.close();
  }

  private static List<Map<String, Object>> rows(ResultSet result) throws SQLException {
    try (result) {
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new HashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static List<Object> column(ResultSet result, String label) throws SQLException {
    return rows(result).stream().map(row -> row.get(label)).toList();
  }

  @Test
  void product_isTsdb_andTheUrlHasNoSecrets() throws SQLException {
    assertThat(metadata.getDatabaseProductName()).isEqualTo("tsdb");
    assertThat(metadata.getDriverVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(metadata.getURL()).isEqualTo(url);
    assertThat(connection.toString()).doesNotContain("s3cret");
    assertThat(metadata.isReadOnly()).isTrue();
    assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(metadata.getConnection()).isSameAs(connection);
  }

  @Test
  void tree_hasOneSchemaAndItsTables() throws SQLException {
    assertThat(rows(metadata.getCatalogs())).isEmpty();
    assertThat(column(metadata.getSchemas(), "TABLE_SCHEM")).containsExactly("tsdb");
    assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).containsExactly("TABLE", "VIEW");
    assertThat(column(metadata.getTables(null, null, "%", null), "TABLE_NAME"))
        .containsExactly("events", "labels", "segments", "series");
    assertThat(column(metadata.getTables("any", "TSDB", "EV%", null), "TABLE_TYPE"))
        .containsExactly("TABLE");
    assertThat(rows(metadata.getTables(null, null, "event\\_", new String[] {"TABLE"}))).isEmpty();
    assertThat(rows(metadata.getTables(null, null, "%", new String[] {"VIEW"}))).isEmpty();
    assertThat(rows(metadata.getTables(null, "", "%", null))).isEmpty();
  }

  @Test
  void columns_haveCleanTypesAndSizes() throws SQLException {
    List<Map<String, Object>> columns = rows(metadata.getColumns(null, "tsdb", "events", "%"));
    assertThat(columns.stream().map(row -> row.get("COLUMN_NAME")))
        .contains("ts", "labels", "value", "text", "payload", "id", "sensor_id", "order_id");
    assertThat(columns)
        .allSatisfy(
            row -> {
              assertThat((String) row.get("TYPE_NAME")).matches("[A-Z]+");
              assertThat((Integer) row.get("COLUMN_SIZE")).isPositive();
            });
    assertThat(columns.get(0))
        .containsEntry("COLUMN_NAME", "ts")
        .containsEntry("TYPE_NAME", "TIMESTAMP")
        .containsEntry("DATA_TYPE", Types.TIMESTAMP)
        .containsEntry("DECIMAL_DIGITS", 3)
        .containsEntry("ORDINAL_POSITION", 1)
        .containsEntry("TABLE_CAT", null);
    assertThat(column(metadata.getColumns(null, null, "events", "SENSOR\\_ID"), "COLUMN_NAME"))
        .containsExactly("sensor_id");
  }

  @Test
  void otherObjects_areNone_inTheColumnsOfJdbc() throws SQLException {
    try (ResultSet keys = metadata.getPrimaryKeys(null, "tsdb", "events")) {
      assertThat(keys.findColumn("PK_NAME")).isEqualTo(6);
      assertThat(keys.next()).isFalse();
      assertThat(keys.getStatement()).isNotNull();
    }
    assertThat(rows(metadata.getIndexInfo(null, null, "events", false, true))).isEmpty();
    assertThat(rows(metadata.getImportedKeys(null, null, "events"))).isEmpty();
    assertThat(rows(metadata.getProcedures(null, null, "%"))).isEmpty();
  }

  @Test
  void functions_areThoseBesideTheStandard() throws SQLException {
    assertThat(column(metadata.getFunctions(null, "tsdb", "time%"), "FUNCTION_NAME"))
        .containsExactly("time_bucket", "time_bucket_gapfill");
    assertThat(rows(metadata.getFunctions(null, null, "RATE")).get(0))
        .containsEntry("FUNCTION_SCHEM", "tsdb")
        .containsEntry("FUNCTION_TYPE", DatabaseMetaData.functionNoTable)
        .containsEntry(
            "REMARKS",
            "rate(x) OVER (... ORDER BY ts): Increase of a counter per second since the row"
                + " before");
    assertThat(metadata.getTimeDateFunctions()).contains("TIME_BUCKET", "DATE_TRUNC");
    assertThat(metadata.getSystemFunctions()).contains("JSON_EXTRACT");
  }

  @Test
  void remarks_tellWhatTablesAndColumnsHold() throws SQLException {
    assertThat(column(metadata.getTables(null, null, "%", null), "REMARKS"))
        .doesNotContain("")
        .contains("The keys of labels", "One row per event");
    assertThat(column(metadata.getColumns(null, null, "labels", "%"), "REMARKS"))
        .containsExactly(
            "key of a label", "how many series have it", "how many different values it has");
    assertThat(column(metadata.getColumns(null, null, "events", "sensor\\_id"), "REMARKS"))
        .containsExactly("label sensor_id");
  }

  @Test
  void typeInfo_isOrderedByNumberOfType() throws SQLException {
    assertThat(column(metadata.getTypeInfo(), "DATA_TYPE").stream().map(Integer.class::cast))
        .isSorted()
        .contains(Types.VARCHAR, Types.TIMESTAMP, Types.DOUBLE);
  }

  @Test
  void everyCallWithoutArguments_answers() throws Exception {
    for (var method : DatabaseMetaData.class.getMethods()) {
      if (method.getParameterCount() == 0) {
        Object answer = method.invoke(metadata);
        assertThat(answer).as(method.getName()).isNotNull();
      }
    }
  }
}
