package io.tsdb.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the statements of a connection and knows those that are open. What is asked for and cannot
 * be had is answered by the nearest there is, with a warning (JDBC 4.3, section 15.1).
 */
abstract class ConnectionStatements extends ConnectionSettings {

  private final AtomicBoolean closing = new AtomicBoolean();
  // Weak, so that statements which nobody closes do not pile up in a long-lived connection.
  private final Set<TsdbStatement> statements =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * A statement ready to run.
   *
   * @param cancelFlag another thread may set it to end the planning
   */
  abstract PreparedQuery prepare(String sql, AtomicBoolean cancelFlag) throws SQLException;

  /** The same for a statement that is not there yet to be cancelled; a close ends its planning. */
  final PreparedQuery prepare(String sql) throws SQLException {
    return prepare(sql, closing);
  }

  /** This connection, as statements know it. */
  abstract TsdbConnection self();

  /** Ends the planning of statements that are being prepared. */
  final void endPlanning() {
    closing.set(true);
  }

  final List<TsdbStatement> openStatements() {
    synchronized (statements) {
      return new ArrayList<>(statements);
    }
  }

  final void statementClosed(TsdbStatement statement) {
    statements.remove(statement);
  }

  private <T extends TsdbStatement> T opened(T statement) {
    statements.add(statement);
    return statement;
  }

  /** A statement for the rows of metadata. */
  final TsdbStatement metadataStatement() throws SQLException {
    checkOpen();
    return opened(new TsdbStatement(self(), false));
  }

  /** Checks that the numbers are those of {@link ResultSet}. */
  private void check(int type, int concurrency, int holdability) throws SQLException {
    checkOpen();
    if (type < ResultSet.TYPE_FORWARD_ONLY || type > ResultSet.TYPE_SCROLL_SENSITIVE) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected a result set type of ResultSet: 1003 (forward only), 1004 (scroll insensitive)"
              + " or 1005 (scroll sensitive), found "
              + type);
    }
    if (concurrency != ResultSet.CONCUR_READ_ONLY && concurrency != ResultSet.CONCUR_UPDATABLE) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected a result set concurrency of ResultSet: 1007 (read only) or 1008 (updatable),"
              + " found "
              + concurrency);
    }
    checkHoldability(holdability);
  }

  private <T extends TsdbStatement> T warned(
      T statement, int type, int concurrency, int holdability) {
    if (concurrency != ResultSet.CONCUR_READ_ONLY) {
      warn(statement, "Result sets are read-only");
    }
    if (type == ResultSet.TYPE_SCROLL_SENSITIVE) {
      warn(statement, "Result sets that scroll are insensitive to changes");
    }
    if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT) {
      warn(statement, STAYS_OPEN);
    }
    return statement;
  }

  private void warn(TsdbStatement statement, String message) {
    // JDBC wants it on the connection; a pool's user looks at the statement.
    statement.warn(new SQLWarning(message, SqlState.NOT_SUPPORTED.code()));
    warn(message);
  }

  private static boolean isScrollable(int type) {
    return type != ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public Statement createStatement() throws SQLException {
    return createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return createStatement(type, concurrency, ResultSet.HOLD_CURSORS_OVER_COMMIT);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    check(type, concurrency, holdability);
    TsdbStatement statement = opened(new TsdbStatement(self(), isScrollable(type)));
    return warned(statement, type, concurrency, holdability);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepareStatement(sql, type, concurrency, ResultSet.HOLD_CURSORS_OVER_COMMIT);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    check(type, concurrency, holdability);
    TsdbPreparedStatement statement =
        opened(new TsdbPreparedStatement(self(), prepare(sql), isScrollable(type)));
    return warned(statement, type, concurrency, holdability);
  }

  /** No statement makes keys: the request for them is without effect, as JDBC allows. */
  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    StatementSettings.checkGeneratedKeys(autoGeneratedKeys);
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] keyColumns) throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] keyColumns) throws SQLException {
    return prepareStatement(sql);
  }
}
