package io.tsdb.ingest.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people and producers write it: ISO 8601 with or without an offset, or a date alone.
 * Without an offset it is UTC, as everything here; a date is its midnight. Digits below the
 * millisecond are cut off.
 *
 * @param epochMillis epoch milliseconds UTC
 * @param precision what the text gave
 */
public record EventTime(long epochMillis, Precision precision) {

  /** Whether a text gave a moment or a day. */
  public enum Precision {
    INSTANT,
    DATE
  }

  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})"
              + "(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
              + "(?:([Zz])|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?");

  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

  /** The first instant after it: of a date the next midnight. */
  public long end() {
    return switch (precision) {
      case INSTANT -> epochMillis;
      case DATE -> epochMillis + 86_400_000L;
    };
  }

  /**
   * Reads ISO 8601, such as {@code 2023-01-08T19:12:42.254Z}, {@code 2023-01-08T20:12:42+01:00} or
   * {@code 2023-01-08}.
   *
   * @throws IllegalArgumentException if it is none, or no such day or hour exists
   */
  public static EventTime parse(String text) {
    Matcher matcher = text.length() > 64 ? null : ISO.matcher(text);
    if (matcher == null || !matcher.matches()) {
      throw unexpected(text, "");
    }
    try {
      LocalDate date = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
      if (matcher.group(4) == null) {
        return new EventTime(
            date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(), Precision.DATE);
      }
      LocalTime time =
          LocalTime.of(number(matcher, 4), number(matcher, 5), number(matcher, 6), nanos(matcher));
      Instant instant = date.atTime(time).toInstant(offset(matcher));
      return new EventTime(instant.toEpochMilli(), Precision.INSTANT);
    } catch (DateTimeException e) {
      throw unexpected(text, " (" + e.getMessage() + ")");
    }
  }

  /**
   * Reads what stands in a URL or a table's cell: epoch milliseconds in digits, or ISO 8601.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static EventTime parseDigitsOrIso(String text) {
    if (DIGITS.matcher(text).matches()) {
      return new EventTime(Long.parseLong(text), Precision.INSTANT);
    }
    return parse(text);
  }

  private static IllegalArgumentException unexpected(String text, String why) {
    return new IllegalArgumentException(
        "Expected epoch milliseconds or ISO 8601 such as 2023-01-08T19:12:42.254Z, found \""
            + Excerpt.of(text)
            + "\""
            + why);
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(Matcher matcher) {
    String digits = matcher.group(7);
    return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
  }

  private static ZoneOffset offset(Matcher matcher) {
    if (matcher.group(9) == null) {
      return ZoneOffset.UTC;
    }
    int sign = matcher.group(9).equals("-") ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(sign * number(matcher, 10), sign * number(matcher, 11));
  }
}
