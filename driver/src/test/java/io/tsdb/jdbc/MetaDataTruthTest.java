package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.parse.StatementParserFactory;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the metadata says of the language, against what happens when it is tried. */
class MetaDataTruthTest {

  /** Keywords of SQL:2003 that the parser reserves and SQL-92 does not. */
  private static final Set<String> SQL_2003 =
      Set.of(
          ("ABS ARRAY ASENSITIVE ASYMMETRIC ATOMIC BIGINT BINARY BLOB BOOLEAN CALLED CARDINALITY"
                  + " CEIL CEILING CLOB COLLECT CORR COVAR_POP COVAR_SAMP CUBE CUME_DIST"
                  + " CURRENT_DEFAULT_TRANSFORM_GROUP CURRENT_ROLE CURRENT_TRANSFORM_GROUP_FOR_TYPE"
                  + " CYCLE DENSE_RANK DEREF DYNAMIC EACH ELEMENT END-EXEC EVERY EXP FILTER FLOOR"
                  + " FREE FUSION GROUPING INTERSECTION LARGE LATERAL LN LOCALTIME LOCALTIMESTAMP"
                  + " MEMBER MERGE MOD MODIFIES MULTISET NCLOB NEW NORMALIZE OLD OVER OVERLAY"
                  + " PARTITION PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK RANGE READS RECURSIVE"
                  + " REFERENCING REGR_AVGX REGR_AVGY REGR_COUNT REGR_INTERCEPT REGR_R2 REGR_SLOPE"
                  + " REGR_SXX REGR_SXY REGR_SYY ROLLUP ROW ROW_NUMBER SAVEPOINT SENSITIVE SIMILAR"
                  + " SPECIFICTYPE SQRT STDDEV_POP STDDEV_SAMP SUBMULTISET SYMMETRIC TABLESAMPLE"
                  + " TREAT TRIGGER UESCAPE UNNEST VAR_POP VAR_SAMP WIDTH_BUCKET WINDOW WITHIN"
                  + " WITHOUT")
              .split(" "));

  /** A call of each function that the escape {@code {fn ...}} is said to know. */
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("ATAN2", "1, 2"),
          Map.entry("MOD", "5, 3"),
          Map.entry("PI", ""),
          Map.entry("RAND", ""),
          Map.entry("POWER", "2, 3"),
          Map.entry("ROUND", "1.26, 1"),
          Map.entry("TRUNCATE", "1.26, 1"),
          Map.entry("CHAR", "65"),
          Map.entry("CONCAT", "'a', 'b'"),
          Map.entry("DIFFERENCE", "'a', 'b'"),
          Map.entry("INSERT", "'abc', 1, 1, 'x'"),
          Map.entry("LEFT", "'abc', 1"),
          Map.entry("RIGHT", "'abc', 1"),
          Map.entry("LOCATE", "'b', 'abc'"),
          Map.entry("REPEAT", "'a', 2"),
          Map.entry("REPLACE", "'abc', 'b', 'x'"),
          Map.entry("SPACE", "2"),
          Map.entry("SUBSTRING", "'abc', 2, 1"),
          Map.entry("DATABASE", ""),
          Map.entry("USER", ""),
          Map.entry("IFNULL", "NULL, 1"),
          Map.entry("CURDATE", ""),
          Map.entry("CURTIME", ""),
          Map.entry("NOW", ""),
          Map.entry("TIMESTAMPADD", "SQL_TSI_DAY, 1, TIMESTAMP '2024-01-31 02:03:04'"),
          Map.entry("TIMESTAMPDIFF", "SQL_TSI_DAY, DATE '2024-01-01', DATE '2024-01-31'"));

  /** Functions beside those of ODBC, as they are called. */
  private static final Map<String, String> OWN =
      Map.of(
          "DELTA", "delta(\"value\") OVER (ORDER BY ts)",
          "RATE", "rate(\"value\") OVER (ORDER BY ts)",
          "EVENTS", "count(*) FROM events WHERE events('order') --",
          "JSON_EXTRACT", "json_extract(payload, '$.value')",
          "INTERPOLATE", "time_bucket_gapfill('1 day', ts), interpolate(avg(\"value\"))",
          "LOCF", "time_bucket_gapfill('1 day', ts), locf(avg(\"value\"))",
          "DATE_TRUNC", "date_trunc('day', ts)",
          "TIME_BUCKET", "time_bucket('1 day', ts)",
          "TIME_BUCKET_GAPFILL", "time_bucket_gapfill('1 day', ts)");

  @TempDir static Path folder;
  private static Connection connection;
  private static DatabaseMetaData metadata;

  @BeforeAll
  static void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
    metadata = connection.getMetaData();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
  }

  private static boolean works(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        var unused = rows.getString(1);
      }
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s: %s", sql, e.getMessage()).doesNotStartWith("XX");
      return false;
    }
  }

  /** Those of some expressions that do not work; one statement where all do. */
  private static List<String> failing(List<String> expressions) {
    return works("SELECT " + String.join(", ", expressions))
        ? List.of()
        : expressions.stream().filter(expression -> !works("SELECT " + expression)).toList();
  }

  private static List<String> names(String list) {
    return List.of(list.split(","));
  }

  @Test
  void keywords_areTheReservedWordsBeyondSql2003() throws SQLException {
    SqlAbstractParserImpl.Metadata parser =
        StatementParserFactory.INSTANCE.getParser(new StringReader("SELECT 1")).getMetadata();
    Set<String> expected = new TreeSet<>();
    for (String word : parser.getTokens()) {
      // CONTAINS was a word of SQL-92's drafts only, and Calcite counts it in.
      if (parser.isReservedWord(word)
          && (!parser.isSql92ReservedWord(word) || word.equals("CONTAINS"))) {
        expected.add(word);
      }
    }
    expected.removeAll(SQL_2003);
    assertThat(names(metadata.getSQLKeywords())).containsExactlyElementsOf(expected);
    assertThat(works("SELECT 1 AS LIMIT")).isFalse();
    assertThat(works("SELECT 1 AS \"LIMIT\"")).isTrue();
  }

  @Test
  void functions_canBeCalled() throws SQLException {
    List<String> all = new ArrayList<>();
    all.addAll(names(metadata.getNumericFunctions()));
    all.addAll(names(metadata.getStringFunctions()));
    all.addAll(names(metadata.getSystemFunctions()));
    all.addAll(names(metadata.getTimeDateFunctions()));
    List<String> escapes = new ArrayList<>();
    for (String function : all) {
      if (OWN.containsKey(function)) {
        String call =
            OWN.get(function)
                + " FROM events WHERE ts < DATE '2024-03-12' AND ts > DATE '2024-03-10'"
                + (OWN.get(function).contains("gapfill") ? " GROUP BY 1" : "");
        assertThat(works("SELECT " + call)).as(call).isTrue();
      } else {
        String argument =
            names(metadata.getNumericFunctions()).contains(function)
                ? "1"
                : names(metadata.getStringFunctions()).contains(function)
                    ? "'a'"
                    : "TIMESTAMP '2024-01-31 02:03:04'";
        escapes.add("{fn " + function + "(" + ARGUMENTS.getOrDefault(function, argument) + ")}");
      }
    }
    assertThat(failing(escapes)).isEmpty();
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void convert_isKnownForThePairsThatAreTold() throws SQLException {
    List<JDBCType> types =
        List.of(
            JDBCType.BOOLEAN,
            JDBCType.INTEGER,
            JDBCType.BIGINT,
            JDBCType.DECIMAL,
            JDBCType.DOUBLE,
            JDBCType.VARCHAR,
            JDBCType.VARBINARY,
            JDBCType.DATE,
            JDBCType.TIME,
            JDBCType.TIMESTAMP);
    List<String> wrong = new ArrayList<>();
    for (JDBCType from : types) {
      List<String> known = new ArrayList<>();
      for (JDBCType to : types) {
        String conversion = "{fn CONVERT(CAST(NULL AS " + from + "), SQL_" + to + ")}";
        if (metadata.supportsConvert(from.getVendorTypeNumber(), to.getVendorTypeNumber())) {
          known.add(conversion);
        } else if (works("SELECT " + conversion)) {
          wrong.add(conversion);
        }
      }
      wrong.addAll(failing(known));
    }
    assertThat(wrong).isEmpty();
    assertThat(metadata.supportsConvert()).isTrue();
    assertThat(metadata.supportsConvert(JDBCType.ARRAY.getVendorTypeNumber(), 4)).isFalse();
  }

  @Test
  void features_areThere_orNot() throws SQLException {
    Map<String, Boolean> told =
        Map.ofEntries(
            Map.entry("SELECT ts AS t FROM events", metadata.supportsColumnAliasing()),
            Map.entry("SELECT ts FROM events FOR UPDATE", metadata.supportsSelectForUpdate()),
            Map.entry(
                "SELECT 1 FROM events WHERE \"value\" > ALL (SELECT 1.0)",
                metadata.supportsSubqueriesInQuantifieds()),
            Map.entry(
                "SELECT 1 FROM events WHERE ts IN (SELECT ts FROM events)",
                metadata.supportsSubqueriesInIns()),
            Map.entry(
                "SELECT 1 FROM events WHERE EXISTS (SELECT 1 FROM segments)",
                metadata.supportsSubqueriesInExists()),
            Map.entry(
                "SELECT 1 FROM events WHERE ts = (SELECT max(ts) FROM events)",
                metadata.supportsSubqueriesInComparisons()),
            Map.entry(
                "SELECT 1 FROM events e WHERE EXISTS (SELECT 1 FROM events x WHERE x.ts = e.ts)",
                metadata.supportsCorrelatedSubqueries()),
            Map.entry(
                "SELECT 1 FROM events WHERE \"text\" LIKE 'a!%' ESCAPE '!'",
                metadata.supportsLikeEscapeClause()),
            Map.entry(
                "SELECT ts FROM events ORDER BY \"value\" + 1",
                metadata.supportsExpressionsInOrderBy()),
            Map.entry(
                "SELECT ts FROM events ORDER BY \"value\"", metadata.supportsOrderByUnrelated()),
            Map.entry(
                "SELECT max(ts) FROM events GROUP BY \"value\"",
                metadata.supportsGroupByUnrelated()),
            Map.entry(
                "SELECT \"value\" FROM events GROUP BY \"value\", \"text\"",
                metadata.supportsGroupByBeyondSelect()),
            Map.entry(
                "SELECT 1 FROM events a FULL JOIN events b ON a.ts = b.ts",
                metadata.supportsFullOuterJoins()),
            Map.entry("SELECT 1 UNION SELECT 2", metadata.supportsUnion()),
            Map.entry("SELECT 1 UNION ALL SELECT 2", metadata.supportsUnionAll()),
            Map.entry("SELECT 1 FROM tsdb.events", metadata.supportsSchemasInDataManipulation()),
            Map.entry("SELECT 1 FROM x.tsdb.events", metadata.supportsCatalogsInDataManipulation()),
            // Names in another case are the same names, quoted or not.
            Map.entry("SELECT 1 FROM EVENTS", !metadata.supportsMixedCaseIdentifiers()),
            Map.entry("SELECT 1 FROM \"EVENTS\"", !metadata.supportsMixedCaseQuotedIdentifiers()));
    told.forEach((sql, known) -> assertThat(works(sql)).as(sql).isEqualTo(known));
  }

  @Test
  void nulls_areSortedAsIsTold() throws SQLException {
    assertThat(metadata.nullsAreSortedLow()).isTrue();
    for (String order : List.of("ASC", "DESC")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT \"value\" FROM events ORDER BY 1 " + order)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1) == null).isEqualTo(order.equals("ASC"));
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 'a' || NULL, 1 + NULL")) {
      assertThat(metadata.nullPlusNonNullIsNull()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isNull();
      assertThat(rows.getString(2)).isNull();
    }
  }

  @Test
  void resultSets_areOfTheTypesThatAreTold() throws SQLException {
    int readOnly = ResultSet.CONCUR_READ_ONLY;
    for (int type = ResultSet.TYPE_FORWARD_ONLY; type <= ResultSet.TYPE_SCROLL_SENSITIVE; type++) {
      try (Statement statement = connection.createStatement(type, readOnly);
          ResultSet rows = statement.executeQuery("SELECT 1")) {
        assertThat(rows.getType() == type).isEqualTo(metadata.supportsResultSetType(type));
        assertThat(metadata.supportsResultSetConcurrency(type, readOnly))
            .isEqualTo(metadata.supportsResultSetType(type));
      }
      assertThat(metadata.supportsResultSetConcurrency(type, ResultSet.CONCUR_UPDATABLE)).isFalse();
      assertThat(metadata.ownUpdatesAreVisible(type)).isFalse();
      assertThat(metadata.othersInsertsAreVisible(type)).isFalse();
    }
  }
}
