package io.tsdb.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * How long a call may wait for the archive before its connection is given up (JDBC 4.3, section
 * 9.5).
 *
 * @param millis milliseconds; 0 for no limit
 * @param executor closes the connection
 */
record NetworkTimeout(int millis, Optional<Executor> executor) {

  static final NetworkTimeout NONE = new NetworkTimeout(0, Optional.empty());

  /** Limits the waits of an execution that has not begun. */
  void limit(QueryExecution execution, TsdbConnection connection) {
    if (millis > 0) {
      execution.limitEachWait(
          Duration.ofMillis(millis), connection.timer(), () -> giveUp(connection));
    }
  }

  private void giveUp(TsdbConnection connection) {
    Runnable closing =
        () -> {
          try {
            connection.close();
          } catch (SQLException e) {
            // nobody waits for it: whoever does for the answer is told
          }
        };
    try {
      executor.orElseThrow().execute(closing);
    } catch (RejectedExecutionException e) {
      closing.run();
    }
  }
}
