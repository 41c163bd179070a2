package io.tsdb.ingest.avatica;

import io.tsdb.ingest.avatica.AvaticaService.Connections;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Calendar;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.DateTimeUtils;

/**
 * The connections and statements that clients have open. They are held between requests: {@value
 * #CONNECTIONS} connections and {@value #STATEMENTS} statements at most, the least recently used
 * giving way, each for {@value #IDLE_MINUTES} minutes after its last use. A client that is told of
 * a missing one makes it anew.
 *
 * <p>Times travel as UTC, whatever the zone of the server: Avatica's own use of the JVM's zone
 * would move those of the second and later frames.
 */
final class ClientSessions extends JdbcMeta {

  static final int CONNECTIONS = 100;
  static final int STATEMENTS = 200;
  static final int IDLE_MINUTES = 10;

  /** Rows that one answer holds in memory at most; the client asks for the next. */
  static final int FRAME_ROWS = 100;

  private final Connections connections;

  private ClientSessions(Connections connections, Properties bounds) throws SQLException {
    super("jdbc:tsdb:", bounds);
    this.connections = connections;
    calendar().setTimeZone(DateTimeUtils.UTC_ZONE);
  }

  /** What it reads times by; there is no other way to set its zone. */
  private Calendar calendar() {
    try {
      Field calendar = JdbcMeta.class.getDeclaredField("calendar");
      calendar.setAccessible(true);
      return (Calendar) calendar.get(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected avatica-server 1.28, found another", e);
    }
  }

  static ClientSessions of(Connections connections) {
    Properties bounds = new Properties();
    bounds.setProperty(ConnectionCacheSettings.MAX_CAPACITY.key(), Integer.toString(CONNECTIONS));
    bounds.setProperty(
        ConnectionCacheSettings.EXPIRY_DURATION.key(), Integer.toString(IDLE_MINUTES));
    bounds.setProperty(ConnectionCacheSettings.EXPIRY_UNIT.key(), TimeUnit.MINUTES.name());
    bounds.setProperty(StatementCacheSettings.MAX_CAPACITY.key(), Integer.toString(STATEMENTS));
    bounds.setProperty(
        StatementCacheSettings.EXPIRY_DURATION.key(), Integer.toString(IDLE_MINUTES));
    bounds.setProperty(StatementCacheSettings.EXPIRY_UNIT.key(), TimeUnit.MINUTES.name());
    try {
      return new ClientSessions(connections, bounds);
    } catch (SQLException e) {
      throw new IllegalStateException("Nothing is opened yet that could fail", e);
    }
  }

  @Override
  protected Connection createConnection(String url, Properties properties) throws SQLException {
    return connections.open(properties);
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle handle,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback)
      throws NoSuchStatementException {
    return super.prepareAndExecute(
        handle, sql, maxRowCount, frameRows(maxRowsInFirstFrame), callback);
  }

  @Override
  public ExecuteResult execute(
      StatementHandle handle, List<TypedValue> parameters, int maxRowsInFirstFrame)
      throws NoSuchStatementException {
    return super.execute(handle, parameters, frameRows(maxRowsInFirstFrame));
  }

  @Override
  public Frame fetch(StatementHandle handle, long offset, int maxRows)
      throws NoSuchStatementException, MissingResultsException {
    return super.fetch(handle, offset, frameRows(maxRows));
  }

  /** A client may ask for all rows at once; it goes on asking as long as it is told of more. */
  private static int frameRows(int wanted) {
    return wanted < 0 ? FRAME_ROWS : Math.min(wanted, FRAME_ROWS);
  }

  /** Ends all; the caches close what they let go. */
  void close() {
    getStatementCache().invalidateAll();
    getConnectionCache().invalidateAll();
  }
}
