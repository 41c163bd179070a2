package io.tsdb.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The types of columns, as {@code DatabaseMetaData.getTypeInfo} lists them. */
final class TypeInfo {

  static final List<Column> COLUMNS =
      Column.list(
          "TYPE_NAME DATA_TYPE:int PRECISION:int LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS"
              + " NULLABLE:int CASE_SENSITIVE:boolean SEARCHABLE:int UNSIGNED_ATTRIBUTE:boolean"
              + " FIXED_PREC_SCALE:boolean AUTO_INCREMENT:boolean LOCAL_TYPE_NAME"
              + " MINIMUM_SCALE:int MAXIMUM_SCALE:int SQL_DATA_TYPE:int SQL_DATETIME_SUB:int"
              + " NUM_PREC_RADIX:int");

  private record Type(
      String name, int jdbcType, int precision, String prefix, String suffix, int scale) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("BOOLEAN", Types.BOOLEAN, 1, null, null, 0),
          new Type("TINYINT", Types.TINYINT, 3, null, null, 0),
          new Type("SMALLINT", Types.SMALLINT, 5, null, null, 0),
          new Type("INTEGER", Types.INTEGER, 10, null, null, 0),
          new Type("BIGINT", Types.BIGINT, 19, null, null, 0),
          new Type("DECIMAL", Types.DECIMAL, 19, null, null, 19),
          new Type("REAL", Types.REAL, 8, null, null, 0),
          new Type("DOUBLE", Types.DOUBLE, 17, null, null, 0),
          new Type("VARCHAR", Types.VARCHAR, Integer.MAX_VALUE, "'", "'", 0),
          new Type("VARBINARY", Types.VARBINARY, Integer.MAX_VALUE, "X'", "'", 0),
          new Type("DATE", Types.DATE, 10, "DATE '", "'", 0),
          new Type("TIME", Types.TIME, 12, "TIME '", "'", 3),
          new Type("TIMESTAMP", Types.TIMESTAMP, 23, "TIMESTAMP '", "'", 3));

  private TypeInfo() {}

  /** Whether {@code {fn CONVERT(value, SQL_...)}} takes a value of one type for another. */
  static boolean convertible(int from, int to) {
    boolean text = isText(to);
    return switch (from) {
      case Types.CHAR, Types.VARCHAR -> text || isNumber(to) || isTime(to) || isOther(to);
      case Types.BOOLEAN -> text || to == Types.BOOLEAN;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          text || isNumber(to) || isOther(to) || to == Types.TIMESTAMP;
      case Types.DECIMAL, Types.REAL, Types.FLOAT, Types.DOUBLE ->
          text || isNumber(to) || to == Types.BOOLEAN || to == Types.TIMESTAMP;
      case Types.VARBINARY -> text || isTime(to) || to == Types.VARBINARY;
      case Types.DATE -> text || to == Types.DATE || to == Types.TIMESTAMP;
      case Types.TIME -> text || to == Types.TIME || to == Types.TIMESTAMP;
      case Types.TIMESTAMP -> text || isTime(to) || isNumber(to);
      default -> false;
    };
  }

  private static boolean isText(int type) {
    return type == Types.CHAR || type == Types.VARCHAR;
  }

  private static boolean isTime(int type) {
    return type == Types.DATE || type == Types.TIME || type == Types.TIMESTAMP;
  }

  private static boolean isOther(int type) {
    return type == Types.BOOLEAN || type == Types.VARBINARY;
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          true;
      default -> false;
    };
  }

  /** One row per type, by its number in {@link Types}, as JDBC orders them. */
  static List<Object[]> rows() {
    List<Object[]> rows = new ArrayList<>();
    TYPES.stream()
        .sorted(Comparator.comparingInt(Type::jdbcType))
        .forEach(type -> rows.add(row(type)));
    return rows;
  }

  private static Object[] row(Type type) {
    return new Object[] {
      type.name(),
      type.jdbcType(),
      type.precision(),
      type.prefix(),
      type.suffix(),
      null,
      DatabaseMetaData.typeNullable,
      type.jdbcType() == Types.VARCHAR,
      DatabaseMetaData.typeSearchable,
      false,
      false,
      false,
      null,
      0,
      type.scale(),
      null,
      null,
      10
    };
  }
}
