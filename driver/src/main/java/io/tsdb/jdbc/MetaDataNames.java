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

  /** Words that are reserved, beyond the keywords of SQL:2003. */
  @Override
  public String getSQLKeywords() {
    return "ALLOW,ARRAY_MAX_CARDINALITY,ASOF,BEGIN_FRAME,BEGIN_PARTITION,CLASSIFIER,CONTAINS,"
        + "CURRENT_CATALOG,CURRENT_ROW,CURRENT_SCHEMA,DATETIME,DEFINE,DISALLOW,EMPTY,END_FRAME,"
        + "END_PARTITION,EQUALS,EXPLAIN,EXTEND,FRAME_ROW,FRIDAY,IMPORT,INITIAL,JSON_ARRAY,"
        + "JSON_ARRAYAGG,JSON_EXISTS,JSON_OBJECT,JSON_OBJECTAGG,JSON_QUERY,JSON_SCOPE,JSON_VALUE,"
        + "LAG,LEAD,LIKE_REGEX,LIMIT,MATCHES,MATCH_CONDITION,MATCH_NUMBER,MATCH_RECOGNIZE,MEASURE,"
        + "MEASURES,MINUS,MONDAY,NTH_VALUE,NTILE,OCCURRENCES_REGEX,OFFSET,OMIT,ORDINAL,PATTERN,"
        + "PERIOD,PERMUTE,POSITION_REGEX,PRECEDES,PREV,QUALIFY,RESET,RUNNING,SAFE_CAST,"
        + "SAFE_OFFSET,SAFE_ORDINAL,SATURDAY,SEEK,SHOW,SKIP,STREAM,SUBSET,SUBSTRING_REGEX,"
        + "SUCCEEDS,SUNDAY,SYSTEM_TIME,THURSDAY,TINYINT,TRANSLATE_REGEX,TRIM_ARRAY,TRUNCATE,"
        + "TRY_CAST,TUESDAY,UNSIGNED,UPSERT,UUID,VALUE_OF,VARBINARY,VARIANT,VERSIONING,"
        + "WEDNESDAY";
  }

  /** Those of ODBC that {@code {fn ...}} knows; so are the next lists, with those of tsdb added. */
  @Override
  public String getNumericFunctions() {
    return "ABS,ACOS,ASIN,ATAN,ATAN2,CEILING,COS,COT,DEGREES,EXP,FLOOR,LOG,LOG10,MOD,PI,POWER,"
        + "RADIANS,RAND,ROUND,SIGN,SIN,SQRT,TAN,TRUNCATE";
  }

  @Override
  public String getStringFunctions() {
    return "ASCII,CHAR,CONCAT,DIFFERENCE,INSERT,LCASE,LEFT,LENGTH,LOCATE,LTRIM,REPEAT,REPLACE,"
        + "RIGHT,RTRIM,SOUNDEX,SPACE,SUBSTRING,UCASE";
  }

  @Override
  public String getSystemFunctions() {
    return "DATABASE,DELTA,EVENTS,IFNULL,INTERPOLATE,JSON_EXTRACT,LOCF,RATE,USER";
  }

  @Override
  public String getTimeDateFunctions() {
    return "CURDATE,CURTIME,DATE_TRUNC,DAYNAME,DAYOFMONTH,DAYOFWEEK,DAYOFYEAR,HOUR,MINUTE,MONTH,"
        + "MONTHNAME,NOW,QUARTER,SECOND,TIMESTAMPADD,TIMESTAMPDIFF,TIME_BUCKET,TIME_BUCKET_GAPFILL,WEEK,YEAR";
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
    return true;
  }

  @Override
  public boolean supportsConvert(int fromType, int toType) {
    return TypeInfo.convertible(fromType, toType);
  }
}
