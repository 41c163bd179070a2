package io.tsdb.jdbc;

import io.tsdb.calcite.memory.StatementMemory;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory in properties, such as {@code 64MiB}. */
final class MemorySize {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(|b|k|m|g|ki?b|mi?b|gi?b)");

  private MemorySize() {}

  /**
   * What a statement may hold in memory, bytes.
   *
   * @throws SQLException if the property is no size, or too small
   */
  static long limit(Map<TsdbProperty, String> values) throws SQLException {
    String text = values.get(TsdbProperty.MEMORY_LIMIT);
    if (text == null) {
      return StatementMemory.defaultLimit();
    }
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      String unit = matcher.group(2);
      int shift =
          switch (unit.isEmpty() ? 'b' : unit.charAt(0)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
          };
      long number = Long.parseLong(matcher.group(1));
      if (number <= Long.MAX_VALUE >> shift && number << shift >= StatementMemory.LEAST) {
        return number << shift;
      }
    }
    throw SqlState.INVALID_ARGUMENT.error(
        "Expected property "
            + TsdbProperty.MEMORY_LIMIT.key()
            + " to be a size of at least "
            + StatementMemory.LEAST / 1024
            + "KiB, such as 64MiB or 2GiB, found "
            + text);
  }
}
