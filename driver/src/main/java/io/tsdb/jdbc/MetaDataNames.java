package io.tsdb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.RowIdLifetime;
import java.util.Properties;

/** Names, versions, terms and lists of words that metadata tells. */
abstract class MetaDataNames extends SessionFeatures {

  static final String PRODUCT = "tsdb";
  static final String VERSION = version();
  static final int MAJOR = Integer.parseInt(VERSION.split("[.-]")[0]);
  static final int MINOR = Integer.parseInt(VERSION.split("[.-]")[1]);

  private static final int JDBC_MAJOR = 4;
  private static final int JDBC_MINOR = 3;

  private static String version() {
    try (InputStream in = MetaDataNames.class.getResourceAsStream("driver.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("driver.properties is missing from the driver's jar", e);
    }
  }

  @Override
  public String getDatabaseProductName() {
    return PRODUCT;
  }

  @Override
  public String getDatabaseProductVersion() {
    return VERSION;
  }

  @Override
  public int getDatabaseMajorVersion() {
    return MAJOR;
  }

  @Override
  public int getDatabaseMinorVersion() {
    return MINOR;
  }

  @Override
  public String getDriverName() {
    return "tsdb JDBC driver";
  }

  @Override
  public String getDriverVersion() {
    return VERSION;
  }

  @Override
  public int getDriverMajorVersion() {
    return MAJOR;
  }

  @Override
  public int getDriverMinorVersion() {
    return MINOR;
  }

  @Override
  public int getJDBCMajorVersion() {
    return JDBC_MAJOR;
  }

  @Override
  public int getJDBCMinorVersion() {
    return JDBC_MINOR;
  }

  @Override
  public String getUserName() {
    return "";
  }

  @Override
  public String getIdentifierQuoteString() {
    return "\"";
  }

  @Override
  public String getSearchStringEscape() {
    return NamePattern.ESCAPE;
  }

  @Override
  public String getExtraNameCharacters() {
    return "";
  }

  @Override
  public String getSchemaTerm() {
    return "schema";
  }

  @Override
  public String getCatalogTerm() {
    return "catalog";
  }

  @Override
  public String getProcedureTerm() {
    return "procedure";
  }

  @Override
  public String getCatalogSeparator() {
    return ".";
  }

  /** Reserved words beyond those of SQL:2003. */
  @Override
  public String getSQLKeywords() {
    return "ASOF,EXPLAIN,LIMIT,MATCH_CONDITION,MINUS,OFFSET,QUALIFY,TABLESAMPLE";
  }

  @Override
  public String getNumericFunctions() {
    return "ABS,ACOS,ASIN,ATAN,ATAN2,CEILING,COS,COT,DEGREES,EXP,FLOOR,LOG,LOG10,MOD,PI,POWER,"
        + "RADIANS,ROUND,SIGN,SIN,SQRT,TAN,TRUNCATE";
  }

  @Override
  public String getStringFunctions() {
    return "CONCAT,LCASE,LENGTH,LOCATE,LTRIM,REPLACE,RTRIM,SUBSTRING,UCASE";
  }

  @Override
  public String getSystemFunctions() {
    return "DELTA,EVENTS,IFNULL,INTERPOLATE,JSON_EXTRACT,LOCF,RATE";
  }

  @Override
  public String getTimeDateFunctions() {
    return "CURDATE,CURTIME,DATE_TRUNC,EXTRACT,HOUR,MINUTE,MONTH,NOW,QUARTER,SECOND,TIMESTAMPADD,"
        + "TIMESTAMPDIFF,TIME_BUCKET,TIME_BUCKET_GAPFILL,WEEK,YEAR";
  }

  @Override
  public int getSQLStateType() {
    return sqlStateSQL;
  }

  @Override
  public RowIdLifetime getRowIdLifetime() {
    return RowIdLifetime.ROWID_UNSUPPORTED;
  }

  @Override
  public boolean supportsConvert() {
    return false;
  }

  @Override
  public boolean supportsConvert(int fromType, int toType) {
    return false;
  }
}
