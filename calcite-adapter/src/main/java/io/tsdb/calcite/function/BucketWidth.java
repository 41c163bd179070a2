package io.tsdb.calcite.function;

import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The width of a time bucket: a fixed span, or calendar months.
 *
 * @param millis of a fixed width; 0 for months
 * @param months of a calendar width; 0 for a fixed one
 */
public record BucketWidth(long millis, int months) {

  private static final long MONDAY_IN_2000 =
      ZonedDateTime.parse("2000-01-03T00:00:00Z").toInstant().toEpochMilli();
  private static final long NEW_YEAR_2000 =
      ZonedDateTime.parse("2000-01-01T00:00:00Z").toInstant().toEpochMilli();

  private static final Pattern PART =
      Pattern.compile("\\s*(\\d{1,18})\\s*([a-z]+)\\s*", Pattern.CASE_INSENSITIVE);

  /** A duration of ISO 8601: its components, each but the seconds a whole number. */
  private static final Pattern ISO =
      Pattern.compile(
          "P(?:(\\d{1,9})Y)?(?:(\\d{1,9})M)?(?:(\\d{1,9})W)?(?:(\\d{1,9})D)?"
              + "(?:T(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})(?:\\.(\\d{1,3}))?S)?)?",
          Pattern.CASE_INSENSITIVE);

  private static final long[] ISO_MILLIS = {0, 0, 604_800_000, 86_400_000, 3_600_000, 60_000};

  private static final Map<String, BucketWidth> UNITS =
      Map.ofEntries(
          unit("millisecond", 1, 0),
          unit("ms", 1, 0),
          unit("second", 1_000, 0),
          unit("sec", 1_000, 0),
          unit("s", 1_000, 0),
          unit("minute", 60_000, 0),
          unit("min", 60_000, 0),
          unit("m", 60_000, 0),
          unit("hour", 3_600_000, 0),
          unit("h", 3_600_000, 0),
          unit("day", 86_400_000, 0),
          unit("d", 86_400_000, 0),
          unit("week", 604_800_000, 0),
          unit("w", 604_800_000, 0),
          unit("month", 0, 1),
          unit("mon", 0, 1),
          unit("quarter", 0, 3),
          unit("year", 0, 12),
          unit("y", 0, 12));

  public BucketWidth {
    if (millis < 0 || months < 0 || (millis == 0) == (months == 0)) {
      throw new IllegalArgumentException(
          "Expected the width of a time bucket to be a positive span of time or a positive number of"
              + " months, found "
              + millis
              + " ms and "
              + months
              + " months");
    }
  }

  private static Map.Entry<String, BucketWidth> unit(String name, long millis, int months) {
    return Map.entry(name, new BucketWidth(millis, months));
  }

  /**
   * Reads a width such as {@code 15 minutes}, {@code 1h30m}, {@code 2 weeks}, {@code 3 months}, or
   * a duration of ISO 8601 such as {@code PT1H}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BucketWidth parse(String text) {
    Matcher iso = ISO.matcher(text.strip());
    return iso.matches() ? ofIso(iso, text) : ofParts(text);
  }

  private static BucketWidth ofIso(Matcher iso, String text) {
    long months = number(iso.group(1)) * 12 + number(iso.group(2));
    String fraction = iso.group(8) == null ? "" : iso.group(8);
    long millis = number(iso.group(7)) * 1_000 + number((fraction + "000").substring(0, 3));
    for (int i = 2; i < ISO_MILLIS.length; i++) {
      millis += number(iso.group(i + 1)) * ISO_MILLIS[i];
    }
    if ((millis == 0) == (months == 0) || months > Integer.MAX_VALUE) {
      throw unreadable(text);
    }
    return new BucketWidth(millis, (int) months);
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static BucketWidth ofParts(String text) {
    Matcher part = PART.matcher(text);
    long millis = 0;
    long months = 0;
    int end = 0;
    try {
      while (end < text.length() && part.find(end) && part.start() == end) {
        BucketWidth unit = unit(part.group(2));
        if (unit == null) {
          throw unreadable(text);
        }
        long count = Long.parseLong(part.group(1));
        millis = Math.addExact(millis, Math.multiplyExact(count, unit.millis));
        months = Math.addExact(months, Math.multiplyExact(count, (long) unit.months));
        end = part.end();
      }
      if (end == 0 || end != text.length() || (millis == 0) == (months == 0)) {
        throw unreadable(text);
      }
      return new BucketWidth(millis, Math.toIntExact(months));
    } catch (ArithmeticException e) {
      throw unreadable(text);
    }
  }

  private static BucketWidth unit(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    BucketWidth unit = UNITS.get(lower);
    if (unit == null && lower.length() > 2 && lower.endsWith("s")) {
      unit = UNITS.get(lower.substring(0, lower.length() - 1));
    }
    return unit;
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "Expected the width of a time bucket such as '500 ms', '15 minutes', '1h30m', '1 week',"
            + " '3 months', an ISO 8601 duration such as 'PT1H' or 'P1D', or INTERVAL '1' HOUR"
            + " (positive; months and years not mixed with the others), found '"
            + text
            + "'");
  }

  /**
   * Where buckets of this width begin to be counted unless the query says otherwise: Monday,
   * 2000-01-03, so that weeks begin on Mondays; 2000-01-01 for months. Epoch milliseconds UTC.
   */
  public long defaultOrigin() {
    return months > 0 ? NEW_YEAR_2000 : MONDAY_IN_2000;
  }
}
