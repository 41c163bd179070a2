package io.tsdb.jdbc;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times as people and tools write them. All are UTC unless they name an offset.
 *
 * <p>Accepted are epoch milliseconds, {@code 2023-01-08}, {@code 2023-01-08T19:12:42.254} with or
 * without {@code Z} or an offset, and the same with a space in place of the {@code T}.
 */
final class TimeText {

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern MILLISECONDS = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern OFFSET = Pattern.compile(".*(?:[zZ]|[+-]\\d{2}(?::?\\d{2})?)");

  private TimeText() {}

  /** An instant as {@code 2023-01-08 19:12:42.254}, UTC. */
  static String write(long epochMilliseconds) {
    return WRITTEN.format(Instant.ofEpochMilli(epochMilliseconds));
  }

  /** Epoch milliseconds of a text, or empty where it is no time. */
  static Optional<Long> read(String text) {
    String trimmed = text.strip().toUpperCase(Locale.ROOT);
    if (MILLISECONDS.matcher(trimmed).matches()) {
      return Optional.of(Long.parseLong(trimmed));
    }
    try {
      return Optional.of(instant(trimmed).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Whether a text is a date without a time of day. */
  static boolean isDate(String text) {
    return DATE.matcher(text.strip()).matches();
  }

  private static Instant instant(String text) {
    if (isDate(text)) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String iso =
        text.replaceFirst("(?<=\\d{4}-\\d{2}-\\d{2}) +", "T").replaceFirst(" +(?=[+-])", "");
    boolean offset =
        iso.indexOf('T') > 0 && OFFSET.matcher(iso.substring(iso.indexOf('T'))).matches();
    return offset
        ? OffsetDateTime.parse(iso, LENIENT_OFFSET).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private static final DateTimeFormatter LENIENT_OFFSET =
      new java.time.format.DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT);
}
