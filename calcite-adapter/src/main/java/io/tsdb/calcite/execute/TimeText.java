package io.tsdb.calcite.execute;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Times as text in the form of ISO 8601, which SQL's own casts do not read. */
public final class TimeText {

  private static final Pattern ISO_8601 =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*", Pattern.CASE_INSENSITIVE);

  private TimeText() {}

  /** Whether the text is meant to be such a time. */
  public static boolean isIso(String text) {
    return ISO_8601.matcher(text).matches();
  }

  /**
   * Reads a time such as {@code 2024-01-01T00:00:00Z}, with any offset, or none for UTC.
   *
   * @return epoch milliseconds; empty if it is no such time
   */
  public static OptionalLong millis(String text) {
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.toUpperCase(Locale.ROOT), OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          time instanceof OffsetDateTime offset
              ? offset.toInstant()
              : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
      return OptionalLong.of(instant.toEpochMilli());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }
}
