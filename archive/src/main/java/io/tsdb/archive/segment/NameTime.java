package io.tsdb.archive.segment;

import java.time.LocalDate;

/**
 * Times as they stand in a segment's name, {@code 2023-01-08T19-12-42.254Z}: UTC, always {@value
 * #LENGTH} characters. Read and written by hand, since a listing has two of them in each of perhaps
 * 100,000 names.
 */
public final class NameTime {

  /** Characters of a time. */
  public static final int LENGTH = 24;

  private static final String SHAPE = "0000-00-00T00-00-00.000Z";
  private static final long DAY_MILLIS = 24 * 3600 * 1000L;

  private NameTime() {}

  /**
   * A time as text.
   *
   * @param time epoch milliseconds, from 1970 to 9999
   */
  public static String text(long time) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time, DAY_MILLIS));
    int millis = (int) Math.floorMod(time, DAY_MILLIS);
    char[] text = SHAPE.toCharArray();
    put(text, 0, 4, date.getYear());
    put(text, 5, 2, date.getMonthValue());
    put(text, 8, 2, date.getDayOfMonth());
    put(text, 11, 2, millis / 3_600_000);
    put(text, 14, 2, millis / 60_000 % 60);
    put(text, 17, 2, millis / 1000 % 60);
    put(text, 20, 3, millis % 1000);
    return new String(text);
  }

  private static void put(char[] text, int at, int digits, int number) {
    for (int i = at + digits - 1, left = number; i >= at; i--, left /= 10) {
      text[i] = (char) ('0' + left % 10);
    }
  }

  /**
   * Reads a time.
   *
   * @param at where it begins in {@code text}
   * @return epoch milliseconds, or -1 if there is no time of that shape, or none of a real day
   */
  static long parse(String text, int at) {
    if (text.length() - at < LENGTH || !hasShape(text, at)) {
      return -1;
    }
    int month = number(text, at + 5, 2);
    int day = number(text, at + 8, 2);
    int hour = number(text, at + 11, 2);
    int minute = number(text, at + 14, 2);
    int second = number(text, at + 17, 2);
    int year = number(text, at, 4);
    if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
      return -1;
    }
    if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      return -1;
    }
    return LocalDate.of(year, month, day).toEpochDay() * DAY_MILLIS
        + ((hour * 60 + minute) * 60 + second) * 1000L
        + number(text, at + 20, 3);
  }

  private static boolean hasShape(String text, int at) {
    for (int i = 0; i < LENGTH; i++) {
      char shape = SHAPE.charAt(i);
      char found = text.charAt(at + i);
      if (shape == '0' ? found < '0' || found > '9' : found != shape) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
