package io.tsdb.jdbc;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.StoreException;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.execute.SearchSyntaxException;
import io.tsdb.calcite.execute.TemporaryFileException;
import io.tsdb.calcite.memory.MemoryLimitException;
import io.tsdb.calcite.parse.ReadOnlyStatementException;
import io.tsdb.calcite.reference.ReferenceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptPlanner.CannotPlanException;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.validate.SqlValidatorException;

/**
 * Turns whatever failed beneath the driver into an SQLException that can be understood without a
 * stack trace: SQLState, what was wrong, where in the statement, and the cause.
 */
final class QueryErrors {

  private static final int EXCERPT_LENGTH = 200;
  private static final int MOST_EXPECTED_TOKENS = 6;
  private static final String NOT_PLANNED = "No way is known to execute this statement";
  private static final Pattern INVALID_TIME =
      Pattern.compile("Invalid (?:DATE|TIME|TIMESTAMP) value");
  private static final int SQLITE_INTERRUPT = 9;

  /** Calcite tells its validation errors apart by their texts only. */
  private record Meaning(Pattern text, SqlState state) {}

  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              Pattern.compile("(?:Object|Table) '.*' not found.*", Pattern.DOTALL),
              SqlState.NO_SUCH_TABLE),
          new Meaning(
              Pattern.compile("(?:Column|Field) '.*' not found.*", Pattern.DOTALL),
              SqlState.NO_SUCH_COLUMN),
          new Meaning(
              Pattern.compile("No match found for function signature.*", Pattern.DOTALL),
              SqlState.NO_SUCH_FUNCTION),
          new Meaning(
              Pattern.compile(
                  "Cannot apply .*|.*type mismatch.*|.*not comparable.*", Pattern.DOTALL),
              SqlState.TYPE_MISMATCH));

  private QueryErrors() {}

  /** The SQLException that tells of a failure. One that this driver made stays as it is. */
  static SQLException of(Throwable failure) {
    return of(failure, SqlState.CONNECTION_FAILED);
  }

  /** The same for a failure to connect: what is not there or does not answer is told as such. */
  static SQLException ofConnecting(Throwable failure) {
    return of(failure, SqlState.CANNOT_CONNECT);
  }

  private static SQLException of(Throwable failure, SqlState unreachable) {
    List<Throwable> causes = causes(failure);
    // Calcite's parser reports a stack that overflowed as a syntax error.
    if (causes.stream().anyMatch(StackOverflowError.class::isInstance)) {
      return SqlState.TOO_COMPLEX.error("The statement is nested too deeply", failure);
    }
    Optional<String> context = Optional.empty();
    for (Throwable cause : causes) {
      if (cause instanceof QueryCanceledException) {
        return SqlState.CANCELLED.error(cause.getMessage(), failure);
      }
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return SqlState.CANCELLED.error(
            "The thread that ran the statement was interrupted", failure);
      }
      if (cause instanceof TemporaryFileException
          && !(cause.getCause() instanceof ClosedByInterruptException)) {
        return SqlState.NO_TEMPORARY_SPACE.error(cause.getMessage(), failure);
      }
      if (cause instanceof MemoryLimitException) {
        return SqlState.OUT_OF_MEMORY.error(cause.getMessage(), failure);
      }
      if (cause instanceof SearchSyntaxException) {
        return SqlState.SYNTAX_ERROR.error(cause.getMessage(), failure);
      }
      if (cause instanceof ReferenceException) {
        return SqlState.INVALID_REFERENCE_DATA.error(cause.getMessage(), failure);
      }
      if (cause instanceof QueryException && context.isEmpty()) {
        context = Optional.of(text(cause));
      }
      if (cause instanceof SQLException e) {
        return ofSql(e, failure, context);
      }
      if (cause instanceof ReadOnlyStatementException e) {
        return SqlState.READ_ONLY.error(e.getMessage(), failure);
      }
      if (cause instanceof SqlParseException e
          && !(e.getCause() instanceof ReadOnlyStatementException)) {
        return ofParser(e);
      }
      if (cause instanceof CalciteContextException e) {
        return ofValidator(e);
      }
      if (cause instanceof IOException e) {
        return ofArchive(e, unreachable);
      }
      if (cause instanceof CannotPlanException) {
        return SqlState.NOT_SUPPORTED.error(NOT_PLANNED, failure);
      }
    }
    return ofEvaluation(failure, context);
  }

  /**
   * The SQLException for a failed access to an archive.
   *
   * @param unreachable the state to report where the store does not answer
   */
  static SQLException ofArchive(IOException failure, SqlState unreachable) {
    if (failure instanceof CorruptSegmentException) {
      return SqlState.CORRUPT_SEGMENT.error(failure.getMessage(), failure);
    }
    if (failure instanceof StoreException e) {
      SqlState state =
          switch (e.reason()) {
            case NOT_FOUND ->
                unreachable == SqlState.CANNOT_CONNECT
                    ? SqlState.NO_SUCH_ARCHIVE
                    : SqlState.CHANGED;
            case CHANGED -> SqlState.CHANGED;
            case DENIED -> SqlState.DENIED;
            case UNAVAILABLE, PROTOCOL -> unreachable;
            case UNSUPPORTED -> SqlState.NOT_SUPPORTED;
            case CONFIGURATION -> SqlState.CANNOT_CONNECT;
            case EXISTS -> SqlState.INTERNAL;
          };
      return state.error(e.getMessage(), e);
    }
    // A socket's time-out is one of these too, but it is the store that did not answer.
    if (failure instanceof InterruptedIOException
        && !(failure instanceof java.net.SocketTimeoutException)) {
      return SqlState.CANCELLED.error("Reading the archive was interrupted", failure);
    }
    return unreachable.error("The archive cannot be read: " + text(failure), failure);
  }

  /**
   * @param context which segment or part of the statement it was, if that is known
   */
  private static SQLException ofSql(
      SQLException found, Throwable failure, Optional<String> context) {
    if (SqlState.of(found.getSQLState()).isPresent()) {
      return found;
    }
    if (found.getErrorCode() == SQLITE_INTERRUPT) {
      return SqlState.CANCELLED.error("The statement was interrupted", failure);
    }
    String problem = text(found);
    SqlState state =
        problem.contains("malformed JSON")
            ? SqlState.INVALID_JSON
            : problem.contains("bad JSON path") ? SqlState.INVALID_ARGUMENT : SqlState.INTERNAL;
    return state.error(context.orElse("SQLite failed: " + problem), failure);
  }

  private static SQLException ofParser(SqlParseException failure) {
    String message = text(failure);
    Matcher encountered =
        Pattern.compile("Encountered \"(.*?)\" at line \\d+, column \\d+", Pattern.DOTALL)
            .matcher(message);
    String problem;
    if (encountered.find()) {
      String token = encountered.group(1).strip();
      problem = token.equals("<EOF>") ? "the statement ends too early" : "unexpected " + token;
      Collection<String> expected = failure.getExpectedTokenNames();
      if (!expected.isEmpty() && expected.size() <= MOST_EXPECTED_TOKENS) {
        problem += ", expected " + String.join(" or ", expected);
      }
    } else {
      problem =
          message
              .lines()
              .findFirst()
              .orElse("it cannot be read")
              .replaceFirst(" at line \\d+, column \\d+\\.?$", "");
    }
    String where =
        failure.getPos() == null
            ? ""
            : position(failure.getPos().getLineNum(), failure.getPos().getColumnNum());
    return SqlState.SYNTAX_ERROR.error("Syntax error" + where + ": " + problem, failure);
  }

  private static SQLException ofValidator(CalciteContextException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = text(cause);
    return state(message)
        .error(message + position(failure.getPosLine(), failure.getPosColumn()), failure);
  }

  private static SqlState state(String message) {
    for (Meaning meaning : MEANINGS) {
      if (meaning.text().matcher(message).matches()) {
        return meaning.state();
      }
    }
    return SqlState.INVALID_STATEMENT;
  }

  private static String position(int line, int column) {
    return line <= 0 ? "" : " at line " + line + ", column " + column;
  }

  /** A failure while expressions were computed, or one that nobody foresaw. */
  private static SQLException ofEvaluation(Throwable failure, Optional<String> context) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    String message = text(root);
    if (root instanceof ArithmeticException) {
      return message.contains("by zero")
          ? SqlState.DIVISION_BY_ZERO.error("Division by zero", failure)
          : SqlState.OUT_OF_RANGE.error("A number is out of range: " + message, failure);
    }
    if (root instanceof NumberFormatException) {
      return SqlState.INVALID_CAST.error("A text is no number: " + message, failure);
    }
    if (root instanceof IllegalArgumentException && INVALID_TIME.matcher(message).lookingAt()) {
      return SqlState.INVALID_TIME.error(message, failure);
    }
    if (message.startsWith("Invalid escape ")) {
      return SqlState.INVALID_ESCAPE.error("In a pattern of LIKE: " + message, failure);
    }
    if (root instanceof IllegalStateException && message.startsWith("Unable to implement ")) {
      return SqlState.NOT_SUPPORTED.error(NOT_PLANNED, failure);
    }
    // Calcite's {fn CONVERT} of types that it cannot convert.
    if (root instanceof NullPointerException && message.contains("assign operandTypeChecker")) {
      return SqlState.TYPE_MISMATCH.error(
          "A value cannot be converted to the type that CONVERT names", failure);
    }
    // Generated code takes the rows of LIMIT and OFFSET as they come.
    if (root instanceof NullPointerException && message.contains("DataContext.get(String)")) {
      return SqlState.NULL_VALUE.error(
          "A parameter is null where a value is needed, such as the rows of LIMIT", failure);
    }
    if (root instanceof SqlValidatorException || root instanceof CalciteException) {
      return state(message).error(message, failure);
    }
    if (root instanceof IllegalArgumentException) {
      return SqlState.INVALID_ARGUMENT.error(message, failure);
    }
    if (context.isPresent()) {
      return SqlState.INVALID_STATEMENT.error(context.get(), failure);
    }
    return SqlState.INTERNAL.error(
        "The statement failed: " + root.getClass().getSimpleName() + ": " + message, failure);
  }

  /** A failure and its causes, outermost first. */
  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        : failure.getMessage();
  }

  /** The start of a statement, for messages. */
  static String excerpt(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() <= EXCERPT_LENGTH ? line : line.substring(0, EXCERPT_LENGTH) + "...";
  }
}
