package io.tsdb.calcite.parse;

import io.tsdb.calcite.function.BucketWidth;
import io.tsdb.calcite.function.TsdbOperators;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;

/**
 * Reads {@code time_bucket(width[, ts[, origin]])} and {@code date_trunc(unit, ts)}, and turns
 * widths that are literals into numbers once, here. The column {@code ts} may be left out; width
 * and {@code ts} may be exchanged.
 */
final class TimeFunctions {

  private static final long FIRST_CENTURY = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

  private TimeFunctions() {}

  static boolean isBucket(String name) {
    return name.equals("time_bucket");
  }

  static boolean isTruncation(String name) {
    return name.equals("date_trunc");
  }

  static SqlNode timeBucket(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    if (operands.isEmpty() || operands.size() > 3) {
      throw new StatementException(
          position,
          "Expected time_bucket(width), time_bucket(width, ts) or time_bucket(width, ts, origin),"
              + " found "
              + operands.size()
              + " arguments");
    }
    if (operands.size() == 1) {
      operands.add(new SqlIdentifier("ts", position));
    } else if (isWidth(operands.get(1)) && !isWidth(operands.get(0))) {
      Collections.swap(operands, 0, 1);
    }
    SqlNode width = operands.get(0);
    SqlNode ts = operands.get(1);
    if (isWidth(width)) {
      BucketWidth parsed = width((SqlLiteral) width);
      return operands.size() == 2
          ? bucket(position, ts, parsed, OptionalLong.empty())
          : bucket(position, ts, parsed, operands.get(2));
    }
    return operands.size() == 2
        ? TsdbOperators.TIME_BUCKET_OF_WIDTH.createCall(position, ts, width)
        : TsdbOperators.TIME_BUCKET_OF_WIDTH_FROM.createCall(position, ts, width, operands.get(2));
  }

  /** As PostgreSQL has it: weeks begin on Monday, the 21st century in 2001. */
  static SqlNode dateTrunc(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    if (call.operandCount() != 2) {
      throw new StatementException(
          position, "Expected date_trunc(unit, ts), found " + call.operandCount() + " arguments");
    }
    SqlNode unit = call.operand(0);
    SqlNode ts = call.operand(1);
    if (!isText(unit)) {
      // date_trunc(ts, HOUR), as BigQuery has it, and date_trunc(ts, 'hour')
      unit = call.operand(1);
      ts = call.operand(0);
    }
    String name;
    if (isText(unit)) {
      name = text(unit);
    } else if (unit instanceof SqlIntervalQualifier qualifier) {
      name = qualifier.toString();
    } else if (unit instanceof SqlIdentifier identifier && identifier.isSimple()) {
      name = identifier.getSimple();
    } else {
      throw new StatementException(
          unit.getParserPosition(),
          "Expected the unit of date_trunc as a literal such as 'hour', found " + unit);
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "microsecond", "microseconds", "millisecond", "milliseconds" -> fixed(position, ts, 1);
      case "second" -> fixed(position, ts, 1_000);
      case "minute" -> fixed(position, ts, 60_000);
      case "hour" -> fixed(position, ts, 3_600_000);
      case "day" -> fixed(position, ts, 86_400_000);
      case "week" -> fixed(position, ts, 604_800_000);
      case "month" -> months(position, ts, 1);
      case "quarter" -> months(position, ts, 3);
      case "year" -> months(position, ts, 12);
      case "decade" -> months(position, ts, 120);
      case "century" ->
          bucket(position, ts, new BucketWidth(0, 1_200), OptionalLong.of(FIRST_CENTURY));
      case "millennium" ->
          bucket(position, ts, new BucketWidth(0, 12_000), OptionalLong.of(FIRST_CENTURY));
      default ->
          throw new StatementException(
              unit.getParserPosition(),
              "Expected a unit of date_trunc from microseconds to millennium, found '"
                  + name
                  + "'");
    };
  }

  private static SqlNode fixed(SqlParserPos position, SqlNode ts, long millis) {
    return bucket(position, ts, new BucketWidth(millis, 0), OptionalLong.empty());
  }

  private static SqlNode months(SqlParserPos position, SqlNode ts, int months) {
    return bucket(position, ts, new BucketWidth(0, months), OptionalLong.empty());
  }

  static SqlNode bucket(SqlParserPos position, SqlNode ts, BucketWidth width, OptionalLong origin) {
    long start = origin.orElse(width.defaultOrigin());
    return bucket(
        position,
        ts,
        width,
        SqlLiteral.createTimestamp(
            SqlTypeName.TIMESTAMP, TimestampString.fromMillisSinceEpoch(start), 3, position));
  }

  private static SqlNode bucket(
      SqlParserPos position, SqlNode ts, BucketWidth width, SqlNode origin) {
    return TsdbOperators.TIME_BUCKET.createCall(
        position,
        ts,
        SqlLiteral.createExactNumeric(Long.toString(width.millis()), position),
        SqlLiteral.createExactNumeric(Integer.toString(width.months()), position),
        origin);
  }

  static boolean isWidth(SqlNode node) {
    return isText(node) || node instanceof SqlIntervalLiteral;
  }

  static boolean isText(SqlNode node) {
    return node instanceof SqlLiteral literal && literal.getValue() instanceof NlsString;
  }

  private static String text(SqlNode literal) {
    return ((SqlLiteral) literal).getValueAs(String.class);
  }

  static BucketWidth width(SqlLiteral literal) {
    try {
      if (!(literal instanceof SqlIntervalLiteral)) {
        return BucketWidth.parse(text(literal));
      }
      SqlIntervalLiteral.IntervalValue interval =
          literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
      return interval.getIntervalQualifier().isYearMonth()
          ? new BucketWidth(0, Math.toIntExact(SqlParserUtil.intervalToMonths(interval)))
          : new BucketWidth(SqlParserUtil.intervalToMillis(interval), 0);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new StatementException(literal.getParserPosition(), e.getMessage());
    }
  }
}
