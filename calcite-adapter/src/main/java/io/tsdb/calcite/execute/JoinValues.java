package io.tsdb.calcite.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The values in a column of a side of a join, as SQLite reads them: a JSON array. */
final class JoinValues {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As many digits SQLite reads as Java does. */
  private static final int MOST_DIGITS = 15;

  private JoinValues() {}

  /**
   * The values, without nulls.
   *
   * @return empty if SQLite may read one of them otherwise
   */
  static Optional<String> json(List<Object[]> rows, int column) {
    Set<Object> values = new LinkedHashSet<>();
    for (Object[] row : rows) {
      Object value = row[column];
      if (value == null) {
        continue;
      }
      Optional<Object> exact =
          value instanceof String text
              ? Optional.<Object>of(text).filter(any -> isPlain(text))
              : number(((Number) value).doubleValue());
      if (exact.isEmpty()) {
        return Optional.empty();
      }
      values.add(exact.get());
    }
    try {
      return Optional.of(JSON.writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are always JSON", e);
    }
  }

  /** Whether it has a UTF-8 without U+0000. */
  private static boolean isPlain(String text) {
    return text.codePoints()
        .allMatch(c -> c != 0 && (c > 0xFFFF || !Character.isSurrogate((char) c)));
  }

  private static Optional<Object> number(double value) {
    if (!Double.isFinite(value)) {
      return Optional.empty();
    }
    BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
    return decimal.precision() <= MOST_DIGITS ? Optional.of(decimal) : Optional.empty();
  }
}
