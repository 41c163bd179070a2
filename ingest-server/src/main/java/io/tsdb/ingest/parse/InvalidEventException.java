package io.tsdb.ingest.parse;

import static java.util.Objects.requireNonNull;

/** One event of a body or file breaks a rule. */
public class InvalidEventException extends Exception {

  /** Whether the events behind the wrong one can still be read. */
  public enum Rest {
    READABLE,
    UNREADABLE
  }

  private final transient EventProblem problem;
  private final Rest rest;

  public InvalidEventException(EventProblem problem, Rest rest) {
    super(problem.message());
    this.problem = requireNonNull(problem, "problem is null");
    this.rest = requireNonNull(rest, "rest is null");
  }

  public EventProblem problem() {
    return problem;
  }

  public Rest rest() {
    return rest;
  }
}
