package io.tsdb.ingest.http;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.StoreException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client is told when its query fails. */
final class QueryProblems {

  private static final Pattern POSITION =
      Pattern.compile("[Ll]ine (\\d{1,9}),? [Cc]olumn (\\d{1,9})");

  /**
   * SQLState classes of statements that are wrong: dynamic SQL, feature not supported, cardinality,
   * data, not a query, statement name, syntax or access rule, too complex.
   */
  private static final Set<String> STATEMENT_STATES =
      Set.of("07", "0A", "21", "22", "25", "26", "42", "54");

  /** Ended by an operator, which is this server when it stops. */
  private static final String CANCELLED = "57014";

  private QueryProblems() {}

  static Problem of(Throwable fault) {
    if (fault instanceof StackOverflowError) {
      return Problem.of(400, "Query refused", "Expected a query less deeply nested");
    }
    Optional<StoreException> store = cause(fault, StoreException.class);
    if (store.isPresent()) {
      return StoreProblems.of(store.get()).problem();
    }
    Optional<CorruptSegmentException> damage = cause(fault, CorruptSegmentException.class);
    if (damage.isPresent()) {
      return Problem.of(500, "Damaged segment", String.valueOf(damage.get().getMessage()));
    }
    if (fault instanceof SQLException sql && isOfStatement(sql)) {
      return refused(sql);
    }
    if (fault instanceof SQLException sql && CANCELLED.equals(sql.getSQLState())) {
      return ProblemException.unavailable("The query was ended, since the server is stopping")
          .problem();
    }
    return Answers.incident(fault, "A query");
  }

  static Map<String, String> headers(Problem problem) {
    return problem.status() == 503 ? Map.of("Retry-After", "5") : Map.of();
  }

  private static boolean isOfStatement(SQLException e) {
    if (e instanceof SQLSyntaxErrorException
        || e instanceof SQLDataException
        || e instanceof SQLFeatureNotSupportedException) {
      return true;
    }
    String state = e.getSQLState();
    return (state != null && state.length() == 5)
        ? STATEMENT_STATES.contains(state.substring(0, 2))
        : e instanceof SQLNonTransientException;
  }

  private static Problem refused(SQLException e) {
    String message = String.valueOf(e.getMessage());
    Problem problem = Problem.of(400, "Query refused", message);
    if (e.getSQLState() != null) {
      problem = problem.with("sqlState", e.getSQLState());
    }
    Matcher position = POSITION.matcher(message);
    if (position.find()) {
      problem =
          problem
              .with("line", Integer.parseInt(position.group(1)))
              .with("column", Integer.parseInt(position.group(2)));
    }
    return problem;
  }

  private static <T extends Throwable> Optional<T> cause(Throwable fault, Class<T> type) {
    int depth = 0;
    for (Throwable at = fault; at != null && depth < 50; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
      depth++;
    }
    return Optional.empty();
  }
}
