package io.tsdb.calcite.function;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/**
 * The operators and functions that this adapter adds to Calcite's.
 *
 * <p>The first three exist in parsed text only: they carry a precedence. {@code parse} replaces
 * them, and calls by name, by the functions below.
 */
public final class TsdbOperators {

  /** SQLite's precedence: arrows bind more tightly than arithmetic, less than a unary sign. */
  private static final int ARROW_PRECEDENCE = 70;

  /** As LIKE. */
  private static final int MATCH_PRECEDENCE = 32;

  public static final SqlBinaryOperator JSON_ARROW = parsed("->", ARROW_PRECEDENCE);
  public static final SqlBinaryOperator JSON_ARROW_TEXT = parsed("->>", ARROW_PRECEDENCE);
  public static final SqlBinaryOperator MATCH = parsed("MATCH", MATCH_PRECEDENCE);

  private static final SqlReturnTypeInference NULLABLE_TEXT =
      ReturnTypes.explicit(SqlTypeName.VARCHAR).andThen(SqlTypeTransforms.FORCE_NULLABLE);

  private static final SqlReturnTypeInference TIMESTAMP =
      ReturnTypes.explicit(SqlTypeName.TIMESTAMP, 3).andThen(SqlTypeTransforms.TO_NULLABLE);

  /** {@code json -> path} as SQLite has it: JSON text, or null. */
  public static final SqlFunction JSON_GET =
      new ArchiveFunction(
          "JSON_GET",
          NULLABLE_TEXT,
          parameters(SqlTypeName.VARCHAR, SqlTypeName.VARCHAR),
          operands(SqlTypeFamily.CHARACTER, SqlTypeFamily.ANY),
          ArchiveFunction.method(JsonArrows.class, "json", String.class, Object.class));

  /** {@code json ->> path} as SQLite has it, its result as text. */
  public static final SqlFunction JSON_GET_TEXT =
      new ArchiveFunction(
          "JSON_GET_TEXT",
          NULLABLE_TEXT,
          parameters(SqlTypeName.VARCHAR, SqlTypeName.VARCHAR),
          operands(SqlTypeFamily.CHARACTER, SqlTypeFamily.ANY),
          ArchiveFunction.method(JsonArrows.class, "text", String.class, Object.class));

  /**
   * {@code column MATCH query} in FTS5's query syntax, where the column is {@code payload} (labels
   * and text), {@code labels} or {@code text} of {@code events}. Only a segment's text index can
   * answer it.
   */
  public static final SqlFunction TEXT_MATCH =
      new ArchiveFunction(
          "TEXT_MATCH",
          ReturnTypes.BOOLEAN_FORCE_NULLABLE,
          parameters(SqlTypeName.VARCHAR, SqlTypeName.VARCHAR),
          operands(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER),
          ArchiveFunction.method(TextSearch.class, "misplaced", String.class, String.class));

  /** {@code TIME_BUCKET(ts, milliseconds, months, origin)}; one of the widths is 0. */
  public static final SqlFunction TIME_BUCKET =
      new ArchiveFunction(
          "TIME_BUCKET",
          TIMESTAMP,
          parameters(
              SqlTypeName.TIMESTAMP,
              SqlTypeName.BIGINT,
              SqlTypeName.INTEGER,
              SqlTypeName.TIMESTAMP),
          operands(
              SqlTypeFamily.TIMESTAMP,
              SqlTypeFamily.INTEGER,
              SqlTypeFamily.INTEGER,
              SqlTypeFamily.TIMESTAMP),
          ArchiveFunction.method(
              TimeBuckets.class, "bucket", long.class, long.class, int.class, long.class));

  /** {@code TIME_BUCKET(ts, width)} of a width that is known only when the query runs. */
  public static final SqlFunction TIME_BUCKET_OF_WIDTH =
      new ArchiveFunction(
          "TIME_BUCKET",
          TIMESTAMP,
          parameters(SqlTypeName.TIMESTAMP, SqlTypeName.VARCHAR),
          operands(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.CHARACTER),
          ArchiveFunction.method(TimeBuckets.class, "bucket", long.class, String.class));

  /** {@code TIME_BUCKET(ts, width, origin)} of a width that is known only when the query runs. */
  public static final SqlFunction TIME_BUCKET_OF_WIDTH_FROM =
      new ArchiveFunction(
          "TIME_BUCKET",
          TIMESTAMP,
          parameters(SqlTypeName.TIMESTAMP, SqlTypeName.VARCHAR, SqlTypeName.TIMESTAMP),
          operands(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.CHARACTER, SqlTypeFamily.TIMESTAMP),
          ArchiveFunction.method(
              TimeBuckets.class, "bucket", long.class, String.class, long.class));

  /**
   * {@code TIME_BUCKET_GAPFILL(ts, milliseconds, months, origin, start, finish)}: a key of GROUP BY
   * for which {@code plan} makes rows of empty buckets; start and finish may be null.
   */
  public static final SqlFunction TIME_BUCKET_GAPFILL =
      new ArchiveFunction(
          "TIME_BUCKET_GAPFILL",
          ReturnTypes.explicit(SqlTypeName.TIMESTAMP, 3).andThen(TsdbOperators::nullableAsFirst),
          parameters(
              SqlTypeName.TIMESTAMP,
              SqlTypeName.BIGINT,
              SqlTypeName.INTEGER,
              SqlTypeName.TIMESTAMP,
              SqlTypeName.TIMESTAMP,
              SqlTypeName.TIMESTAMP),
          operands(
              SqlTypeFamily.TIMESTAMP,
              SqlTypeFamily.INTEGER,
              SqlTypeFamily.INTEGER,
              SqlTypeFamily.TIMESTAMP,
              SqlTypeFamily.TIMESTAMP,
              SqlTypeFamily.TIMESTAMP),
          ArchiveFunction.replacedByPlanner("time_bucket_gapfill"));

  /** {@code LOCF(x)}: in an empty bucket, what the bucket before has. */
  public static final SqlFunction LOCF = ofGap("LOCF", SqlTypeFamily.ANY);

  /** {@code INTERPOLATE(x)}: in an empty bucket, what lies on the line between its neighbours. */
  public static final SqlFunction INTERPOLATE = ofGap("INTERPOLATE", SqlTypeFamily.NUMERIC);

  /** {@code IN_GAP_NULL(x)}: x, and null in an empty bucket. Exists in rewritten text only. */
  public static final SqlFunction IN_GAP_NULL = ofGap("IN_GAP_NULL", SqlTypeFamily.ANY);

  /** {@code RATE(value, previous, ts, previous ts)}: the increase of a counter per second. */
  public static final SqlFunction RATE =
      new ArchiveFunction(
          "RATE",
          ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
          parameters(
              SqlTypeName.DOUBLE, SqlTypeName.DOUBLE, SqlTypeName.TIMESTAMP, SqlTypeName.TIMESTAMP),
          operands(
              SqlTypeFamily.NUMERIC,
              SqlTypeFamily.NUMERIC,
              SqlTypeFamily.TIMESTAMP,
              SqlTypeFamily.TIMESTAMP),
          ArchiveFunction.method(
              CounterRate.class, "perSecond", double.class, double.class, long.class, long.class));

  /** Most paths of one {@code json_extract}. */
  public static final int MOST_PATHS = 100;

  private static final List<SqlFunction> JSON_EXTRACTS =
      IntStream.rangeClosed(1, MOST_PATHS).mapToObj(TsdbOperators::newJsonExtract).toList();

  /** {@code json_extract(json, path)} as SQLite has it, its result as text. */
  public static final SqlFunction JSON_EXTRACT = jsonExtract(1);

  private TsdbOperators() {}

  /**
   * {@code json_extract(json, path, ...)} as SQLite has it, its result as text: of one path what
   * stands there, of more a JSON array.
   *
   * @param paths how many, 1 to {@link #MOST_PATHS}
   */
  public static SqlFunction jsonExtract(int paths) {
    return JSON_EXTRACTS.get(paths - 1);
  }

  private static SqlFunction newJsonExtract(int paths) {
    SqlTypeName[] parameters = new SqlTypeName[paths + 1];
    Arrays.fill(parameters, SqlTypeName.VARCHAR);
    SqlTypeFamily[] families = new SqlTypeFamily[paths + 1];
    Arrays.fill(families, SqlTypeFamily.CHARACTER);
    return new ArchiveFunction(
        "JSON_EXTRACT",
        NULLABLE_TEXT,
        parameters(parameters),
        operands(families),
        ArchiveFunction.methodOfArray(JsonExtract.class, "extract"));
  }

  private static SqlFunction ofGap(String name, SqlTypeFamily family) {
    return new ArchiveFunction(
        name,
        ReturnTypes.ARG0_FORCE_NULLABLE,
        parameters(SqlTypeName.DOUBLE),
        operands(family),
        ArchiveFunction.replacedByPlanner(name.toLowerCase(Locale.ROOT)));
  }

  private static RelDataType nullableAsFirst(SqlOperatorBinding call, RelDataType type) {
    return call.getTypeFactory()
        .createTypeWithNullability(type, call.getOperandType(0).isNullable());
  }

  private static SqlBinaryOperator parsed(String name, int precedence) {
    return new SqlBinaryOperator(
        name,
        SqlKind.OTHER,
        precedence,
        true,
        ReturnTypes.ARG0_NULLABLE,
        InferTypes.FIRST_KNOWN,
        OperandTypes.ANY_ANY);
  }

  private static SqlOperandMetadata operands(SqlTypeFamily... families) {
    return OperandTypes.operandMetadata(
        List.of(families), typeFactory -> List.of(), i -> "arg" + i, i -> false);
  }

  /** The types of {@code ?} among the operands. */
  private static SqlOperandTypeInference parameters(SqlTypeName... names) {
    return (binding, returnType, operandTypes) -> {
      RelDataTypeFactory typeFactory = binding.getTypeFactory();
      for (int i = 0; i < operandTypes.length; i++) {
        RelDataType type =
            names[i] == SqlTypeName.TIMESTAMP
                ? typeFactory.createSqlType(names[i], 3)
                : typeFactory.createSqlType(names[i]);
        operandTypes[i] = typeFactory.createTypeWithNullability(type, true);
      }
    };
  }
}
