package io.tsdb.archive.segment;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of segments: {@code events/}, a year {@code events/2023/}, a month {@code
 * events/2023/01/} or a day {@code events/2023/01/08/}. Every event of a segment lies within its
 * folder's span.
 */
public record SegmentFolder(Unit unit, LocalDate from) {

  /** The folder above all others. */
  public static final SegmentFolder ROOT = new SegmentFolder(Unit.ALL, LocalDate.of(1970, 1, 1));

  private static final Pattern PATH =
      Pattern.compile("events/(?:(\\d{4})/(?:(\\d{2})/(?:(\\d{2})/)?)?)?");

  /** The length of a folder's span. */
  public enum Unit {
    DAY,
    MONTH,
    YEAR,
    ALL
  }

  public SegmentFolder {
    from =
        switch (unit) {
          case DAY -> from;
          case MONTH -> from.withDayOfMonth(1);
          case YEAR -> from.withDayOfYear(1);
          case ALL -> LocalDate.of(1970, 1, 1);
        };
  }

  /** The folder of a unit that holds an instant, in epoch milliseconds UTC. */
  public static SegmentFolder of(Unit unit, long time) {
    return new SegmentFolder(unit, Instant.ofEpochMilli(time).atZone(ZoneOffset.UTC).toLocalDate());
  }

  /** The smallest folder that holds both instants. */
  public static SegmentFolder containing(long firstTime, long lastTime) {
    for (Unit unit : Unit.values()) {
      SegmentFolder folder = of(unit, firstTime);
      if (folder.span().contains(lastTime)) {
        return folder;
      }
    }
    return ROOT;
  }

  /**
   * Reads a folder's path, such as {@code events/2023/01/}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SegmentFolder parse(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a folder such as events/2023/01/08/, found " + path);
    }
    if (matcher.group(1) == null) {
      return ROOT;
    }
    Unit unit =
        matcher.group(2) == null ? Unit.YEAR : matcher.group(3) == null ? Unit.MONTH : Unit.DAY;
    int month = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    int day = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
    try {
      return new SegmentFolder(unit, LocalDate.of(Integer.parseInt(matcher.group(1)), month, day));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Expected a folder of a real date, found " + path, e);
    }
  }

  /** The folder's path, with {@code /} at its end. */
  public String path() {
    return switch (unit) {
      case ALL -> "events/";
      case YEAR -> String.format(Locale.ROOT, "events/%04d/", from.getYear());
      case MONTH ->
          String.format(Locale.ROOT, "events/%04d/%02d/", from.getYear(), from.getMonthValue());
      case DAY ->
          String.format(
              Locale.ROOT,
              "events/%04d/%02d/%02d/",
              from.getYear(),
              from.getMonthValue(),
              from.getDayOfMonth());
    };
  }

  /** The instants whose events may lie here. */
  public TimeRange span() {
    return switch (unit) {
      case ALL -> TimeRange.ALL;
      case YEAR -> span(ChronoUnit.YEARS);
      case MONTH -> span(ChronoUnit.MONTHS);
      case DAY -> span(ChronoUnit.DAYS);
    };
  }

  private TimeRange span(ChronoUnit length) {
    return new TimeRange(
        from.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
        from.plus(1, length).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }
}
