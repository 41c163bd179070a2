package io.tsdb.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * The JDBC driver of {@code jdbc:tsdb:} and an archive URL, such as {@code
 * jdbc:tsdb:file:///var/lib/tsdb}, {@code jdbc:tsdb:s3://bucket/prefix} or {@code
 * jdbc:tsdb:http://host:8080}. Its properties are those of {@link TsdbProperty}.
 */
public final class TsdbDriver implements Driver {

  static {
    try {
      DriverManager.registerDriver(new TsdbDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Opens an archive. One small request tells a wrong bucket, host or key at once.
   *
   * @return null where the URL is for another driver
   */
  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    return TsdbConnections.open(
        TsdbUrl.parse(url, properties == null ? new Properties() : properties));
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    if (url == null) {
      throw SqlState.CANNOT_CONNECT.error("Expected a URL that starts with jdbc:tsdb:, found null");
    }
    return TsdbUrl.accepts(url);
  }

  /** All properties, with the values given so far but for secrets. */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    Properties given = properties == null ? new Properties() : properties;
    Map<TsdbProperty, String> values =
        url != null && TsdbUrl.accepts(url) ? TsdbUrl.values(url, given) : TsdbUrl.read(given);
    TsdbProperty[] all = TsdbProperty.values();
    DriverPropertyInfo[] infos = new DriverPropertyInfo[all.length];
    for (int i = 0; i < all.length; i++) {
      DriverPropertyInfo info =
          new DriverPropertyInfo(all[i].key(), all[i].secret() ? null : values.get(all[i]));
      info.description = all[i].description() + " Default: " + all[i].defaultValue() + ".";
      info.choices = all[i].choices().isEmpty() ? null : all[i].choices().toArray(String[]::new);
      infos[i] = info;
    }
    return infos;
  }

  @Override
  public int getMajorVersion() {
    return MetaDataNames.MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return MetaDataNames.MINOR;
  }

  /** No: JDBC asks a compliant driver for all of SQL-92, statements that write included. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("io.tsdb");
  }
}
