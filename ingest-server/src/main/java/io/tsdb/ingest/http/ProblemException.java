package io.tsdb.ingest.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** Ends a request with a problem. */
public class ProblemException extends RuntimeException {

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /**
   * @param headers further ones of the answer
   */
  ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.detail());
    this.problem = requireNonNull(problem, "problem is null");
    this.headers = Map.copyOf(headers);
  }

  ProblemException(Problem problem, Throwable cause) {
    super(problem.detail(), cause);
    this.problem = requireNonNull(problem, "problem is null");
    this.headers = Map.of();
  }

  static ProblemException badRequest(String detail) {
    return new ProblemException(Problem.of(400, "Bad request", detail));
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(Problem.of(404, "Not found", detail));
  }

  /** Something passing: the client may try again in some seconds. */
  static ProblemException unavailable(String detail) {
    return new ProblemException(Problem.of(503, "Unavailable", detail), Map.of("Retry-After", "5"));
  }

  public Problem problem() {
    return problem;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
