package io.tsdb.calcite.parse;

import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlExplainFormat;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code EXPLAIN ANALYZE query}: the query is run, and its plan told with what it has cost. */
public final class AnalyzedExplain extends SqlExplain {

  private AnalyzedExplain(SqlParserPos position, SqlNode query, int parameters) {
    super(
        position,
        query,
        SqlExplainLevel.EXPPLAN_ATTRIBUTES.symbol(position),
        SqlExplain.Depth.PHYSICAL.symbol(position),
        SqlExplainFormat.TEXT.symbol(position),
        parameters);
  }

  static AnalyzedExplain of(SqlNode query, int parameters) throws SqlParseException {
    SqlParserPos position = query.getParserPosition();
    if (query instanceof SqlExplain) {
      throw new SqlParseException(
          "Expected a query after EXPLAIN ANALYZE, found EXPLAIN", position, null, null, null);
    }
    return new AnalyzedExplain(position, query, parameters);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
    writer.keyword("EXPLAIN ANALYZE");
    getExplicandum().unparse(writer, getOperator().getLeftPrec(), getOperator().getRightPrec());
  }
}
