package io.tsdb.calcite.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;

/**
 * Writes out windows that refer to another by name and add a frame, such as {@code OVER (w ROWS 1
 * PRECEDING)}: Calcite's validator would lose the frame. Whatever is not allowed stays as it is,
 * for the validator to refuse.
 */
final class NamedWindows {

  private static final int REFERENCE = 1;
  private static final int PARTITION = 2;
  private static final int ORDER = 3;

  /** WINDOW clauses of the queries around, the innermost first. */
  private final Deque<SqlNodeList> clauses = new ArrayDeque<>();

  /**
   * Enters a query, whose WINDOW clause is seen within.
   *
   * @return false if the call is no query with such a clause, and nothing was entered
   */
  boolean enter(SqlCall call) {
    SqlNode query = call instanceof SqlOrderBy ordered ? ordered.query : call;
    if (query instanceof SqlSelect select && !select.getWindowList().isEmpty()) {
      clauses.push(select.getWindowList());
      return true;
    }
    return false;
  }

  /** Leaves the query entered last. */
  void leave() {
    clauses.pop();
  }

  /** The window without a reference, if it has a frame of its own; else as it is. */
  SqlWindow expand(SqlWindow window) {
    return hasFrame(window) ? resolve(window, 0) : window;
  }

  /**
   * @param depth how many references led here; more than there are windows make a circle
   * @throws StatementException for a circle
   */
  private SqlWindow resolve(SqlWindow window, int depth) {
    SqlIdentifier name = window.getRefName();
    if (name == null) {
      return window;
    }
    if (depth > clauses.stream().mapToInt(SqlNodeList::size).sum()) {
      throw new StatementException(
          name.getParserPosition(), "Window " + name + " is defined by itself");
    }
    Optional<SqlWindow> found = declared(name).map(base -> resolve(base, depth + 1));
    if (found.isEmpty() || !extendable(found.get(), window)) {
      return window;
    }
    SqlWindow base = found.get();
    List<SqlNode> operands = new ArrayList<>(window.getOperandList());
    operands.set(REFERENCE, null);
    operands.set(PARTITION, base.getPartitionList());
    if (window.getOrderList().isEmpty()) {
      operands.set(ORDER, base.getOrderList());
    }
    return (SqlWindow)
        window
            .getOperator()
            .createCall(null, window.getParserPosition(), operands.toArray(new SqlNode[0]));
  }

  /** The order of a window by its name. */
  Optional<SqlNodeList> order(SqlIdentifier name) {
    return name.isSimple()
        ? declared(name).flatMap(window -> order(resolve(window, 0)))
        : Optional.empty();
  }

  /** The order of a window, its own or that of the one that it refers to. */
  Optional<SqlNodeList> order(SqlWindow window) {
    return window.getOrderList().isEmpty() && window.getRefName() != null
        ? order(window.getRefName())
        : Optional.of(window.getOrderList());
  }

  private static boolean extendable(SqlWindow base, SqlWindow window) {
    return base.getRefName() == null
        && !hasFrame(base)
        && window.getPartitionList().isEmpty()
        && (window.getOrderList().isEmpty() || base.getOrderList().isEmpty());
  }

  private static boolean hasFrame(SqlWindow window) {
    return window.getLowerBound() != null || window.getUpperBound() != null;
  }

  private Optional<SqlWindow> declared(SqlIdentifier name) {
    for (SqlNodeList clause : clauses) {
      for (SqlNode node : clause) {
        if (node instanceof SqlWindow window
            && window.getDeclName() != null
            && window.getDeclName().getSimple().equalsIgnoreCase(name.getSimple())) {
          return Optional.of(window);
        }
      }
    }
    return Optional.empty();
  }
}
