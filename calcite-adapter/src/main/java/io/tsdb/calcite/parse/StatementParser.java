package io.tsdb.calcite.parse;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.SourceStringReader;

/**
 * Parses one statement: the generated parser, then {@link StatementRewrite}. A semicolon at the end
 * is allowed; a statement that changes something is refused before it is looked at.
 */
final class StatementParser extends TsdbParser {

  private static final Set<String> CHANGES =
      Set.of(
          "ALTER",
          "ANALYZE",
          "ATTACH",
          "BEGIN",
          "CALL",
          "COMMIT",
          "CREATE",
          "DELETE",
          "DETACH",
          "DROP",
          "GRANT",
          "INSERT",
          "MERGE",
          "PRAGMA",
          "REINDEX",
          "REPLACE",
          "RESET",
          "REVOKE",
          "ROLLBACK",
          "SAVEPOINT",
          "SET",
          "TRUNCATE",
          "UPDATE",
          "UPSERT",
          "VACUUM");

  StatementParser(SourceStringReader source) {
    super(source);
    setOriginalSql(source.getSourceString());
    jj_input_stream.ReInit(source, 1, 1, Math.max(1, source.getSourceString().length()));
  }

  /** The statement that the text consists of. */
  @Override
  public SqlNode parseSqlStmtEof() throws Exception {
    refuseChange(getToken(1));
    boolean analyzed = getToken(1).kind == EXPLAIN && getToken(2).image.equalsIgnoreCase("ANALYZE");
    if (analyzed) {
      getNextToken();
      refuseChange(getToken(2));
      getNextToken();
    }
    SqlNodeList statements = parsed();
    if (statements.isEmpty()) {
      throw new SqlParseException(
          "Expected a statement, found none", SqlParserPos.ZERO, null, null, null);
    }
    if (statements.size() != 1) {
      throw new SqlParseException(
          "Expected one statement, found " + statements.size() + ". Run them one after the other.",
          statements.get(1).getParserPosition(),
          null,
          null,
          null);
    }
    SqlNode statement = rewrite(statements.get(0));
    return analyzed ? AnalyzedExplain.of(statement, nDynamicParams) : statement;
  }

  private SqlNodeList parsed() throws Exception {
    try {
      return super.parseSqlStmtList();
    } catch (StatementException e) {
      throw new SqlParseException(e.getMessage(), e.position(), null, null, e);
    }
  }

  /** A query alone, as it stands in a view. */
  @Override
  public SqlNode parseSqlExpressionEof() throws Exception {
    return rewrite(super.parseSqlExpressionEof());
  }

  private static SqlNode rewrite(SqlNode parsed) throws SqlParseException {
    try {
      return parsed.accept(new StatementRewrite());
    } catch (StatementException e) {
      throw new SqlParseException(e.getMessage(), e.position(), null, null, e);
    } catch (ReadOnlyStatementException e) {
      throw refusal(parsed.getParserPosition(), e);
    }
  }

  /** Explained changes are refused by {@link StatementRewrite}. */
  private static void refuseChange(Token first) throws SqlParseException {
    String word = first.image.toUpperCase(Locale.ROOT);
    if (CHANGES.contains(word)) {
      throw refusal(
          new SqlParserPos(first.beginLine, first.beginColumn, first.endLine, first.endColumn),
          new ReadOnlyStatementException(word));
    }
  }

  private static SqlParseException refusal(
      SqlParserPos position, ReadOnlyStatementException cause) {
    return new SqlParseException(cause.getMessage(), position, null, null, cause);
  }
}
