package io.tsdb.calcite.reference;

import io.tsdb.calcite.execute.TimeText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The type of a column of reference data, and how a text is read as a value of it. */
public enum ReferenceType {
  /** {@code true} or {@code false}, in any case; a Boolean. */
  BOOLEAN {
    @Override
    Optional<Object> read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
  },
  /** A whole number without leading zeros, which make a code of it; a Long. */
  BIGINT {
    @Override
    Optional<Object> read(String text) {
      if (!WHOLE.matcher(text).matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return Optional.empty(); // beyond 64 bits
      }
    }
  },
  /** A finite decimal number; a Double. A whole number is one as long as it stays exact. */
  DOUBLE {
    @Override
    Optional<Object> read(String text) {
      if (!DECIMAL.matcher(text).matches()) {
        return Optional.empty();
      }
      double value = Double.parseDouble(text);
      return Double.isFinite(value)
              && (!WHOLE.matcher(text).matches()
                  || new BigDecimal(value).compareTo(new BigDecimal(text)) == 0)
          ? Optional.of(value)
          : Optional.empty();
    }
  },
  /** A date, or a date and time of ISO 8601, with a space or T between; epoch milliseconds UTC. */
  TIMESTAMP {
    @Override
    Optional<Object> read(String text) {
      if (!TIME.matcher(text).matches()) {
        return Optional.empty();
      }
      String iso = text.length() == DATE_LENGTH ? text + "T00:00" : text.replace(' ', 'T');
      OptionalLong millis = TimeText.millis(iso);
      return millis.isPresent() ? Optional.of(millis.getAsLong()) : Optional.empty();
    }
  },
  /** Any text. */
  VARCHAR {
    @Override
    Optional<Object> read(String text) {
      return Optional.of(text);
    }
  };

  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d"
              + "(?:[ Tt]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,3})?)?(?:[Zz]|[+-]\\d\\d:\\d\\d)?)?");
  private static final int DATE_LENGTH = 10;

  /** The value that a text stands for, if it does. */
  abstract Optional<Object> read(String text);

  /** The type of a name, in any case; INTEGER is BIGINT too. */
  static Optional<ReferenceType> named(String name) {
    return switch (name.strip().toUpperCase(Locale.ROOT)) {
      case "BOOLEAN" -> Optional.of(BOOLEAN);
      case "BIGINT", "INTEGER" -> Optional.of(BIGINT);
      case "DOUBLE" -> Optional.of(DOUBLE);
      case "TIMESTAMP" -> Optional.of(TIMESTAMP);
      case "VARCHAR" -> Optional.of(VARCHAR);
      default -> Optional.empty();
    };
  }
}
