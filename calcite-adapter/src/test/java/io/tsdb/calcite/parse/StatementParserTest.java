package io.tsdb.calcite.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {

  private static SqlNode parse(String sql) throws SqlParseException {
    return SqlParser.create(
            sql,
            SqlParser.config()
                .withParserFactory(StatementParserFactory.INSTANCE)
                .withQuoting(Quoting.DOUBLE_QUOTE)
                .withUnquotedCasing(Casing.UNCHANGED)
                .withQuotedCasing(Casing.UNCHANGED)
                .withCaseSensitive(false))
        .parseStmt();
  }

  /** The statement as the planner gets it, on one line, without quotes around names. */
  private static String parsed(String sql) throws SqlParseException {
    return parse(sql)
        .toSqlString(
            config ->
                config
                    .withDialect(AnsiSqlDialect.DEFAULT)
                    .withQuoteAllIdentifiers(false)
                    .withAlwaysUseParentheses(true))
        .getSql()
        .replace('\n', ' ')
        .replace("`", "");
  }

  private static String expression(String sql) throws SqlParseException {
    return parsed("SELECT " + sql).replaceFirst("^SELECT ", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "payload->'a' # JSON_GET(payload, 'a')",
        "payload->>'a' # JSON_GET_TEXT(payload, 'a')",
        "payload -> 'a' ->> 1 # JSON_GET_TEXT(JSON_GET(payload, 'a'), 1)",
        "UPPER(payload->>'a') # UPPER(JSON_GET_TEXT(payload, 'a'))",
        "f(payload->'a', b) # f(JSON_GET(payload, 'a'), b)",
        "payload->>'a' || 'x' # (JSON_GET_TEXT(payload, 'a') || 'x')",
        "payload->>'a' = 'x' # (JSON_GET_TEXT(payload, 'a') = 'x')",
        "value::integer # (value :: INTEGER)",
        "(value + 1) * 2 # ((value + 1) * 2)",
        "-value # (- value)",
        "a < -1 # (a < -1)",
      })
  void expression_withOperators_bindsAsInSqlite(String sql, String expected)
      throws SqlParseException {
    assertThat(expression(sql)).isEqualToIgnoringWhitespace(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value", "text", "timestamp", "date", "time", "count", "match", "day", "hour", "month",
        "year", "sum", "start", "result", "position", "key", "first", "last", "name", "type",
        "user_id", "level", "host", "events", "period_1", "rank", "method", "language", "open"
      })
  void identifier_ofCommonWord_needsNoQuotes(String name) throws SqlParseException {
    assertThat(
            parsed("SELECT " + name + ", e." + name + " FROM events AS e WHERE " + name + " > 1"))
        .containsIgnoringCase(name + " > 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT rows FROM segments ORDER BY rows",
        "SELECT SUM(rows) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM segments",
        "SELECT SUM(rows) OVER (PARTITION BY a ORDER BY rows ROWS UNBOUNDED PRECEDING) FROM segments",
        "SELECT SUM(a) OVER w FROM t WINDOW w AS (ORDER BY ts RANGE INTERVAL '1' HOUR PRECEDING)",
        "SELECT a FROM t OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY",
      })
  void rows_isNameAndFrame(String sql) throws SqlParseException {
    assertThat(parsed(parsed(sql))).isEqualTo(parsed(sql));
  }

  @Test
  void literals_ofTime_stayLiterals() throws SqlParseException {
    assertThat(expression("TIMESTAMP '2024-01-01 00:00:00'"))
        .isEqualTo("TIMESTAMP '2024-01-01 00:00:00'");
    assertThat(expression("DATE '2024-01-01'")).isEqualTo("DATE '2024-01-01'");
    assertThat(expression("CAST(x AS TIMESTAMP)")).isEqualTo("CAST(x AS TIMESTAMP)");
    assertThat(expression("COUNT(*)")).isEqualTo("COUNT(*)");
    assertThat(expression("INTERVAL '1' HOUR")).isEqualTo("INTERVAL '1' HOUR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "events('a b') # TEXT_MATCH(payload, 'a b')",
        "EVENTS(?) # TEXT_MATCH(payload, ?)",
        "events MATCH 'a' # TEXT_MATCH(events.payload, 'a')",
        "e MATCH 'a' # TEXT_MATCH(e.payload, 'a')",
        "text MATCH 'a' # TEXT_MATCH(text, 'a')",
        "e.labels match 'a' # TEXT_MATCH(e.labels, 'a')",
      })
  void search_inAnyForm_namesWhatIsSearched(String sql, String expected) throws SqlParseException {
    assertThat(expression(sql)).isEqualTo(expected);
  }

  @Test
  void search_besideAnd_bindsMoreTightly() throws SqlParseException {
    assertThat(expression("events MATCH 'a' AND NOT text MATCH 'b' OR value > 1"))
        .isEqualTo(
            "(((TEXT_MATCH(events.payload, 'a') AND (NOT TEXT_MATCH(text, 'b')))) OR (value > 1))"
                .replace("(((", "((")
                .replace(")))) OR", "))) OR"));
  }

  @Test
  void search_ofExpression_isRefused() {
    assertThatThrownBy(() -> parse("SELECT 1 FROM events WHERE 'x' MATCH 'a'"))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("Expected events, text, labels or payload left of MATCH");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "time_bucket('1 hour') # TIME_BUCKET(ts, 3600000, 0, TIMESTAMP '2000-01-03 00:00:00.000')",
        "time_bucket('15 min', t) # TIME_BUCKET(t, 900000, 0, TIMESTAMP '2000-01-03 00:00:00.000')",
        "time_bucket(t, '1 day') # TIME_BUCKET(t, 86400000, 0, TIMESTAMP '2000-01-03 00:00:00.000')",
        "time_bucket(INTERVAL '2' HOUR, t) # TIME_BUCKET(t, 7200000, 0, TIMESTAMP '2000-01-03 00:00:00.000')",
        "time_bucket('3 months', t) # TIME_BUCKET(t, 0, 3, TIMESTAMP '2000-01-01 00:00:00.000')",
        "time_bucket(INTERVAL '1' YEAR, t) # TIME_BUCKET(t, 0, 12, TIMESTAMP '2000-01-01 00:00:00.000')",
        "time_bucket('1 day', t, o) # TIME_BUCKET(t, 86400000, 0, o)",
        "time_bucket(?, t) # TIME_BUCKET(t, ?)",
        "date_trunc('week', t) # TIME_BUCKET(t, 604800000, 0, TIMESTAMP '2000-01-03 00:00:00.000')",
        "DATE_TRUNC('century', t) # TIME_BUCKET(t, 0, 1200, TIMESTAMP '2001-01-01 00:00:00.000')",
        "date_trunc(t, MONTH) # TIME_BUCKET(t, 0, 1, TIMESTAMP '2000-01-01 00:00:00.000')",
      })
  void timeBucket_ofLiteralWidth_isReckonedOnce(String sql, String expected)
      throws SqlParseException {
    assertThat(expression(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 fortnight",
        "",
        "0 days",
        "1 month 1 day",
        "-1 hour",
        "hour",
        "P",
        "PT",
        "PT0S",
        "P1M1D",
        "P-1D",
        "PT99999999999H",
        "1 hour; DROP",
        "1e3 s"
      })
  void timeBucket_ofNoWidth_saysWhatIsExpected(String width) {
    assertThatThrownBy(() -> parse("SELECT time_bucket('" + width + "', ts)"))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("Expected the width of a time bucket")
        .hasMessageContaining("'" + width + "'");
  }

  @Test
  void dateTrunc_ofUnknownUnit_namesIt() {
    assertThatThrownBy(() -> parse("SELECT date_trunc('aeon', ts)"))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("found 'aeon'");
  }

  @Test
  void parameter_besideInterval_isTime() throws SqlParseException {
    assertThat(expression("? - INTERVAL '1' HOUR"))
        .isEqualTo("(CAST(? AS TIMESTAMP(3)) - INTERVAL '1' HOUR)");
  }

  @Test
  void semicolon_atTheEnd_isAccepted() throws SqlParseException {
    assertThat(parsed("SELECT 1;")).isEqualTo(parsed("SELECT 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e5", ".5", ".5E-3"})
  void number_ofMoreThanThousandDigits_isRefused(String end) throws SqlParseException {
    String most = "1".repeat(1000 - end.length()) + end;
    assertThat(parse("SELECT " + most)).isNotNull();
    assertThatThrownBy(() -> parse("SELECT " + "1".repeat(1_000_000) + end))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining(
            "Expected a number of at most 1000 characters, found one of "
                + (1_000_000 + end.length()));
  }

  @Test
  void statements_moreThanOne_areRefused() {
    assertThatThrownBy(() -> parse("SELECT 1; SELECT 2"))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("Expected one statement, found 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO events VALUES (1)",
        "update events set value = 1",
        "DELETE FROM events",
        "DROP TABLE events",
        "create table t (a int)",
        "EXPLAIN PLAN FOR INSERT INTO events VALUES (1)",
        "BEGIN",
        "PRAGMA writable_schema = 1",
        "ATTACH 'x' AS y"
      })
  void statement_thatChanges_isRefusedAsReadOnly(String sql) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("read-only")
        .hasCauseInstanceOf(ReadOnlyStatementException.class);
  }

  @Test
  void syntaxError_hasPosition() {
    assertThatThrownBy(() -> parse("SELECT value FORM events WHERE"))
        .isInstanceOfSatisfying(
            SqlParseException.class, e -> assertThat(e.getPos().getColumnNum()).isEqualTo(19));
  }
}
