package io.tsdb.calcite.parse;

import org.apache.calcite.sql.parser.SqlParserPos;

/** Part of a statement has no meaning here. The parser reports it as a syntax error there. */
final class StatementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SqlParserPos position;

  StatementException(SqlParserPos position, String message) {
    super(message);
    this.position = position;
  }

  SqlParserPos position() {
    return position;
  }
}
