package io.tsdb.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import org.apache.calcite.rel.type.RelDataType;

/**
 * The SQL type of a column or parameter, as JDBC tells it.
 *
 * @param kind how values are held in rows
 * @param jdbcType of {@link Types}
 * @param name of the type alone, such as {@code VARCHAR}: tools map columns by it
 * @param precision digits of a number, characters of a text or time; 0 where none applies
 * @param scale digits after the point
 * @param nullable of {@link DatabaseMetaData}: columnNullable or columnNoNulls
 */
record ColumnType(Kind kind, int jdbcType, String name, int precision, int scale, int nullable) {

  /** How Calcite holds the values of a column in a row. */
  enum Kind {
    /** {@link Boolean}. */
    BOOLEAN(Boolean.class),
    /** A {@link Number} without fraction, delivered as {@link Byte}. */
    TINYINT(Byte.class),
    /** A {@link Number} without fraction, delivered as {@link Short}. */
    SMALLINT(Short.class),
    /** A {@link Number} without fraction, delivered as {@link Integer}. */
    INTEGER(Integer.class),
    /** A {@link Number} without fraction, delivered as {@link Long}. */
    BIGINT(Long.class),
    /** A {@link Number}, delivered as {@link java.math.BigDecimal}. */
    DECIMAL(java.math.BigDecimal.class),
    /** A {@link Number}, delivered as {@link Double}. */
    DOUBLE(Double.class),
    /** {@link String}. */
    TEXT(String.class),
    /** {@link org.apache.calcite.avatica.util.ByteString}. */
    BINARY(byte[].class),
    /** {@link Integer}: days since 1970-01-01. */
    DATE(java.sql.Date.class),
    /** {@link Integer}: milliseconds since midnight. */
    TIME(java.sql.Time.class),
    /** {@link Long}: epoch milliseconds, UTC. */
    TIMESTAMP(java.sql.Timestamp.class),
    /** {@link Number}: months. */
    MONTHS(java.time.Period.class),
    /** {@link Number}: milliseconds. */
    MILLISECONDS(java.time.Duration.class),
    /** Anything else, delivered as it is: lists, maps, rows. */
    OTHER(Object.class);

    private final Class<?> javaClass;

    Kind(Class<?> javaClass) {
      this.javaClass = javaClass;
    }

    /** The class of what {@code getObject} answers. */
    Class<?> javaClass() {
      return javaClass;
    }
  }

  private static final int TIMESTAMP_CHARACTERS = "2023-01-08 19:12:42.254".length();

  static final ColumnType TEXT =
      new ColumnType(
          Kind.TEXT,
          Types.VARCHAR,
          "VARCHAR",
          Integer.MAX_VALUE,
          0,
          DatabaseMetaData.columnNullable);
  static final ColumnType INTEGER =
      new ColumnType(
          Kind.INTEGER, Types.INTEGER, "INTEGER", 10, 0, DatabaseMetaData.columnNullable);
  static final ColumnType BOOLEAN =
      new ColumnType(Kind.BOOLEAN, Types.BOOLEAN, "BOOLEAN", 1, 0, DatabaseMetaData.columnNullable);

  static ColumnType of(RelDataType type) {
    int nullable =
        type.isNullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls;
    String name = type.getSqlTypeName().getName();
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> new ColumnType(Kind.BOOLEAN, Types.BOOLEAN, name, 1, 0, nullable);
      case TINYINT -> new ColumnType(Kind.TINYINT, Types.TINYINT, name, 3, 0, nullable);
      case SMALLINT -> new ColumnType(Kind.SMALLINT, Types.SMALLINT, name, 5, 0, nullable);
      case INTEGER -> new ColumnType(Kind.INTEGER, Types.INTEGER, name, 10, 0, nullable);
      case BIGINT -> new ColumnType(Kind.BIGINT, Types.BIGINT, name, 19, 0, nullable);
      case DECIMAL ->
          new ColumnType(
              Kind.DECIMAL,
              Types.DECIMAL,
              name,
              notNegative(type.getPrecision()),
              notNegative(type.getScale()),
              nullable);
      case FLOAT, DOUBLE -> new ColumnType(Kind.DOUBLE, Types.DOUBLE, "DOUBLE", 17, 0, nullable);
      case REAL -> new ColumnType(Kind.DOUBLE, Types.REAL, name, 8, 0, nullable);
      case CHAR, VARCHAR, SYMBOL, NULL -> text(type, nullable);
      case BINARY, VARBINARY ->
          new ColumnType(
              Kind.BINARY, Types.VARBINARY, "VARBINARY", length(type.getPrecision()), 0, nullable);
      case DATE -> new ColumnType(Kind.DATE, Types.DATE, name, 10, 0, nullable);
      case TIME -> new ColumnType(Kind.TIME, Types.TIME, name, 12, 3, nullable);
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          new ColumnType(
              Kind.TIMESTAMP, Types.TIMESTAMP, "TIMESTAMP", TIMESTAMP_CHARACTERS, 3, nullable);
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          new ColumnType(Kind.MONTHS, Types.OTHER, "INTERVAL", 0, 0, nullable);
      case INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          new ColumnType(Kind.MILLISECONDS, Types.OTHER, "INTERVAL", 0, 3, nullable);
      default -> new ColumnType(Kind.OTHER, Types.OTHER, name, 0, 0, nullable);
    };
  }

  private static ColumnType text(RelDataType type, int nullable) {
    return new ColumnType(
        Kind.TEXT, Types.VARCHAR, "VARCHAR", length(type.getPrecision()), 0, nullable);
  }

  /** A length, or the largest where Calcite says that none is specified. */
  private static int length(int precision) {
    return precision > 0 ? precision : Integer.MAX_VALUE;
  }

  private static int notNegative(int value) {
    return Math.max(value, 0);
  }

  /** Whether values are numbers with a sign. */
  boolean signed() {
    return switch (kind) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, DOUBLE -> true;
      case BOOLEAN, TEXT, BINARY, DATE, TIME, TIMESTAMP, MONTHS, MILLISECONDS, OTHER -> false;
    };
  }

  /** Most characters of a value as text. */
  int displaySize() {
    return switch (kind) {
      case BOOLEAN -> 5;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> precision + 1;
      case DECIMAL -> precision + 2;
      case DOUBLE -> 24;
      case TEXT, DATE, TIME, TIMESTAMP -> precision;
      case BINARY, MONTHS, MILLISECONDS, OTHER -> Integer.MAX_VALUE;
    };
  }
}
