package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** EXPLAIN and EXPLAIN ANALYZE, as tools read them. */
class ExplainTest {

  @TempDir private Path folder;
  @AutoClose private Connection connection;
  @AutoClose private Statement statement;

  @BeforeEach
  void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
    statement = connection.createStatement();
  }

  private String text(String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return text(rows);
    }
  }

  private static String text(ResultSet rows) throws SQLException {
    assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
    assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.VARCHAR);
    assertThat(rows.next()).isTrue();
    String text = rows.getString(1);
    assertThat(rows.next()).isFalse();
    return text;
  }

  @Test
  void explain_namesTheSqlOfSegments_itsValues_andWhatChoosesSegments() throws SQLException {
    assertThat(
            text(
                "EXPLAIN PLAN FOR SELECT value FROM events"
                    + " WHERE ts >= '2024-01-01' AND ts < CURRENT_TIMESTAMP AND value > 25"))
        .contains("sql=[SELECT ", " FROM sample AS s")
        .contains("values=[first row, last row, ")
        .contains("25.0")
        .contains("times=[ts >= 2024-01-01T00:00:00Z AND ts < ")
        .contains("CURRENT_TIMESTAMP");
  }

  @Test
  void explain_ofRollups_namesThemAndWhatStandsAbove() throws SQLException {
    assertThat(
            text(
                "EXPLAIN PLAN FOR SELECT time_bucket('1 hour', ts), sum(value) FROM events"
                    + " GROUP BY 1"))
        .contains("EnumerableAggregate")
        .contains("rollups=[[MINUTE, HOUR]]")
        .contains("rollupSql=[SELECT ")
        .contains("rollup_hour");
  }

  @Test
  void explain_asJsonAndXml_isWellFormed() throws Exception {
    String query = "SELECT value FROM events WHERE text LIKE 'S%' AND value < 3 ORDER BY value";
    var json = new ObjectMapper().readTree(text("EXPLAIN PLAN AS JSON FOR " + query));
    assertThat(json.findValuesAsText("sql").toString()).contains("FROM sample AS s");
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text("EXPLAIN PLAN AS XML FOR " + query))));
    assertThat(xml.getDocumentElement().getTextContent()).contains("FROM sample AS s");
  }

  @Test
  void explainAnalyze_runsTheQuery_andTellsWhatItCost() throws SQLException {
    String text =
        text(
            "EXPLAIN ANALYZE SELECT sensor_id, value FROM events"
                + " WHERE ts >= '2024-01-01' ORDER BY value DESC");
    assertThat(text.lines())
        .anySatisfy(line -> assertThat(line).contains("SegmentGather", "sql=[SELECT "))
        .anySatisfy(line -> assertThat(line).isEqualTo("delivered:  3 rows"))
        .anySatisfy(
            line -> assertThat(line).matches("segments: +1 listed, 0 pruned, 0 .*, 1 opened .*"))
        .anySatisfy(line -> assertThat(line).matches("rows: +3 read in segments, 3 gathered .*"))
        .anySatisfy(line -> assertThat(line).matches("requests: +[1-9]\\d* for segments .*"))
        .anySatisfy(line -> assertThat(line).matches("bytes: +[\\d,]+ fetched, [\\d,]+ used"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "time: +[\\d,.]+ ms in all: planning [\\d,.]+, listing [\\d,.]+,"
                            + " segments [\\d,.]+, above them [\\d,.]+"));
  }

  @Test
  void explainAnalyze_ofNames_opensNothing() throws SQLException {
    assertThat(text("explain analyze select count(*) from events"))
        .contains("delivered:  1 rows")
        .contains("2 answered by name, 0 opened");
  }

  @Test
  void explainAnalyze_takesParameters() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement("EXPLAIN ANALYZE SELECT ts FROM events WHERE value > ?")) {
      for (int run = 0; run < 2; run++) {
        prepared.setDouble(1, run == 0 ? 26 : 0);
        try (ResultSet rows = prepared.executeQuery()) {
          assertThat(text(rows)).contains("delivered:  " + (run == 0 ? 1 : 2) + " rows");
        }
      }
    }
  }

  @Test
  void explainAnalyze_isStoppedByTheTimeLimit() throws SQLException {
    statement.setQueryTimeout(1);
    String cross = "events AS a, events AS b, events AS c, events AS d, events AS e, events AS f";
    assertThatThrownBy(
            () ->
                text(
                    "EXPLAIN ANALYZE SELECT a.ts FROM "
                        + cross
                        + ", events AS g, events AS h, events AS i, events AS j, events AS k"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("time-out of 1 s");
  }

  @Test
  void explainAnalyze_ofWhatIsNoQuery_isRefused() {
    assertThatThrownBy(() -> text("EXPLAIN ANALYZE EXPLAIN PLAN FOR SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Expected a query after EXPLAIN ANALYZE");
    assertThatThrownBy(() -> text("EXPLAIN ANALYZE DELETE FROM events"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> text("EXPLAIN ANALYZE")).isInstanceOf(SQLException.class);
  }
}
