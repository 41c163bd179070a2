package io.tsdb.ingest.http;

import io.tsdb.archive.segment.WellFormed;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Takes the values of a result's current row in a form that every text format can write. */
public final class ResultRow {

  /** Timestamps are UTC, to the millisecond. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

  private final ResultSet rows;
  private final List<ResultColumn> columns;
  private final Object[] values;

  public ResultRow(ResultSet rows, List<ResultColumn> columns) {
    this.rows = rows;
    this.columns = columns;
    this.values = new Object[columns.size()];
  }

  /**
   * The values of the row that the result stands on: null, Boolean, Long, Double, BigDecimal or
   * String. The array is used again for the next row.
   */
  public Object[] values() throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = value(i + 1, columns.get(i).sqlType());
      values[i] = rows.wasNull() ? null : value;
    }
    return values;
  }

  private Object value(int column, int sqlType) throws SQLException {
    switch (sqlType) {
      case Types.BOOLEAN, Types.BIT -> {
        return rows.getBoolean(column);
      }
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
        return rows.getLong(column);
      }
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> {
        return rows.getDouble(column);
      }
      case Types.DECIMAL, Types.NUMERIC -> {
        return rows.getBigDecimal(column);
      }
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> {
        LocalDateTime time = rows.getObject(column, LocalDateTime.class);
        return time == null ? null : TIME.format(time);
      }
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> {
        byte[] bytes = rows.getBytes(column);
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
      }
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.DATE, Types.TIME -> {
        return wellFormed(rows.getString(column));
      }
      default -> {
        Object value = rows.getObject(column);
        boolean plain =
            value == null
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigDecimal;
        return plain ? value : wellFormed(value.toString());
      }
    }
  }

  /** SQL can cut a surrogate pair in two, which UTF-8 cannot say: such a half becomes U+FFFD. */
  private static String wellFormed(String text) {
    if (text == null || WellFormed.loneSurrogate(text) < 0) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text);
    for (int at = WellFormed.loneSurrogate(text); at >= 0; ) {
      mended.setCharAt(at, '\uFFFD');
      at = WellFormed.loneSurrogate(mended.toString());
    }
    return mended.toString();
  }
}
