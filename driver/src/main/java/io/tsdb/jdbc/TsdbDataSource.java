package io.tsdb.jdbc;

import io.tsdb.archive.store.ArchiveUrl;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections of one URL, for pools and frameworks that are set up by bean properties (JDBC 4.3,
 * section 9.4.1). It holds nothing open. Each {@link TsdbProperty} is a bean property; one in the
 * URL goes before it. What a property means and defaults to stands there.
 */
public final class TsdbDataSource implements DataSource {

  private final Map<TsdbProperty, String> values = new EnumMap<>(TsdbProperty.class);
  private String url = "";
  private PrintWriter logWriter;
  private int loginTimeout;

  /** {@code jdbc:tsdb:} and an archive URL; empty until it is set. */
  public synchronized String getUrl() {
    return url;
  }

  public synchronized void setUrl(String url) {
    this.url = url == null ? "" : url;
  }

  public String getUser() {
    return value(TsdbProperty.USER);
  }

  /** The same as {@code accessKeyId}, for tools that ask for a user and a password only. */
  public void setUser(String value) {
    set(TsdbProperty.USER, value);
  }

  public String getPassword() {
    return value(TsdbProperty.PASSWORD);
  }

  /** The same as {@code secretAccessKey} (s3) or {@code token} (http). */
  public void setPassword(String value) {
    set(TsdbProperty.PASSWORD, value);
  }

  public String getAccessKeyId() {
    return value(TsdbProperty.ACCESS_KEY_ID);
  }

  /** Access key of an s3 archive. */
  public void setAccessKeyId(String value) {
    set(TsdbProperty.ACCESS_KEY_ID, value);
  }

  public String getSecretAccessKey() {
    return value(TsdbProperty.SECRET_ACCESS_KEY);
  }

  /** Secret key of an s3 archive. */
  public void setSecretAccessKey(String value) {
    set(TsdbProperty.SECRET_ACCESS_KEY, value);
  }

  public String getSessionToken() {
    return value(TsdbProperty.SESSION_TOKEN);
  }

  /** Session token of temporary credentials of S3. */
  public void setSessionToken(String value) {
    set(TsdbProperty.SESSION_TOKEN, value);
  }

  public String getToken() {
    return value(TsdbProperty.TOKEN);
  }

  /** Bearer token that an http archive asks for. */
  public void setToken(String value) {
    set(TsdbProperty.TOKEN, value);
  }

  public String getEndpoint() {
    return value(TsdbProperty.ENDPOINT);
  }

  /** URL of an S3-compatible store, with its port. */
  public void setEndpoint(String value) {
    set(TsdbProperty.ENDPOINT, value);
  }

  public String getRegion() {
    return value(TsdbProperty.REGION);
  }

  /** Region of S3. */
  public void setRegion(String value) {
    set(TsdbProperty.REGION, value);
  }

  public String getPathStyle() {
    return value(TsdbProperty.PATH_STYLE);
  }

  /** {@code true} or {@code false}: whether the bucket stands in the path of S3's URLs. */
  public void setPathStyle(String value) {
    set(TsdbProperty.PATH_STYLE, value);
  }

  public String getStart() {
    return value(TsdbProperty.START);
  }

  /** Narrows events to those at or after this time. */
  public void setStart(String value) {
    set(TsdbProperty.START, value);
  }

  public String getEnd() {
    return value(TsdbProperty.END);
  }

  /** Narrows events to those before this time; a date includes that whole day. */
  public void setEnd(String value) {
    set(TsdbProperty.END, value);
  }

  public String getCacheDir() {
    return value(TsdbProperty.CACHE_DIR);
  }

  /** Local folder in which the heads of segments are kept. */
  public void setCacheDir(String value) {
    set(TsdbProperty.CACHE_DIR, value);
  }

  public String getListingTtl() {
    return value(TsdbProperty.LISTING_TTL);
  }

  /** How long one listing of segments answers queries, such as {@code 5s}. */
  public void setListingTtl(String value) {
    set(TsdbProperty.LISTING_TTL, value);
  }

  public String getMemoryLimit() {
    return value(TsdbProperty.MEMORY_LIMIT);
  }

  /** What one statement may hold in memory, such as {@code 64MiB}. */
  public void setMemoryLimit(String value) {
    set(TsdbProperty.MEMORY_LIMIT, value);
  }

  private synchronized String value(TsdbProperty property) {
    return values.get(property);
  }

  private synchronized void set(TsdbProperty property, String value) {
    if (value == null) {
      values.remove(property);
    } else {
      values.put(property, value);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(Optional.empty(), Optional.empty());
  }

  /** With these in place of the properties {@code user} and {@code password}. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return connect(Optional.ofNullable(user), Optional.ofNullable(password));
  }

  private Connection connect(Optional<String> user, Optional<String> password) throws SQLException {
    Properties properties = new Properties();
    String target;
    synchronized (this) {
      target = url;
      values.forEach((property, value) -> properties.setProperty(property.key(), value));
    }
    user.ifPresent(value -> properties.setProperty(TsdbProperty.USER.key(), value));
    password.ifPresent(value -> properties.setProperty(TsdbProperty.PASSWORD.key(), value));
    Connection connection = new TsdbDriver().connect(target, properties);
    if (connection == null) {
      throw SqlState.CANNOT_CONNECT.error(
          target.isEmpty()
              ? "Expected a URL that starts with jdbc:tsdb:, found none; call setUrl first"
              : "Expected a URL that starts with jdbc:tsdb:, found one of another driver");
    }
    return connection;
  }

  @Override
  public synchronized PrintWriter getLogWriter() {
    return logWriter;
  }

  /** Kept, and never written to: what fails is thrown. */
  @Override
  public synchronized void setLogWriter(PrintWriter writer) {
    logWriter = writer;
  }

  @Override
  public synchronized int getLoginTimeout() {
    return loginTimeout;
  }

  /** Kept, and without effect: every request to the archive has a time-out of its own. */
  @Override
  public synchronized void setLoginTimeout(int seconds) throws SQLException {
    loginTimeout = StatementSettings.checkNotNegative("login time-out in seconds", seconds);
  }

  @Override
  public Logger getParentLogger() {
    return new TsdbDriver().getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }

  /** Without what follows the URL's question mark, which may be secret. */
  @Override
  public synchronized String toString() {
    int query = url.indexOf('?');
    return "Data source of " + ArchiveUrl.redact(query < 0 ? url : url.substring(0, query));
  }
}
