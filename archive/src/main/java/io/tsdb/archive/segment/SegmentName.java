package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The facts in a segment's file name, {@code
 * 2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_writer_1-1_123_40960.sqlite}. Names sort by
 * first time.
 *
 * @param firstTime of its events, epoch milliseconds UTC
 * @param lastTime of its events, epoch milliseconds UTC
 * @param writer who wrote it
 * @param seals which cuts of that writer's log it holds
 * @param rows how many events
 * @param headBytes how many bytes at the start of the file are its head, a multiple of its page
 *     size; one request for them opens it
 */
public record SegmentName(
    long firstTime, long lastTime, String writer, SealRange seals, long rows, int headBytes) {

  public static final String SUFFIX = ".sqlite";

  /** What a writer may be called: it stands in file names, between underscores. */
  public static final Pattern WRITER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,63}");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  /** Without leading zeros, so that no two names mean the same. */
  private static final String NUMBER = "(0|[1-9]\\d{0,17})";

  private static final Pattern NAME =
      Pattern.compile(
          "([0-9T.Z-]{24})_([0-9T.Z-]{24})_("
              + WRITER.pattern()
              + ")_"
              + NUMBER
              + "-"
              + NUMBER
              + "_"
              + NUMBER
              + "_"
              + NUMBER
              + "\\.sqlite");

  /** The smallest page of SQLite, in bytes: every head is a multiple of it. */
  private static final int SMALLEST_PAGE = 512;

  public SegmentName {
    requireNonNull(seals, "seals is null");
    if (!WRITER.matcher(writer).matches()) {
      throw new IllegalArgumentException(
          "Expected a writer of 1 to 64 letters, digits, dots and hyphens that starts with a letter or"
              + " digit, found "
              + writer);
    }
    if (firstTime < Event.FIRST_TIME || lastTime > Event.LAST_TIME || lastTime < firstTime) {
      throw new IllegalArgumentException(
          "Expected times from 1970 to 9999 with first <= last, found "
              + firstTime
              + " and "
              + lastTime);
    }
    if (rows < 0) {
      throw new IllegalArgumentException("Expected a number of rows, found " + rows);
    }
    if (headBytes <= 0 || headBytes % SMALLEST_PAGE != 0) {
      throw new IllegalArgumentException(
          "Expected a head of whole pages of at least "
              + SMALLEST_PAGE
              + " bytes, found "
              + headBytes
              + " bytes");
    }
  }

  /**
   * Reads the file name at the end of a key.
   *
   * @throws IllegalArgumentException if it is not a segment's
   */
  public static SegmentName parse(String key) {
    String file = key.substring(key.lastIndexOf('/') + 1);
    Matcher matcher = NAME.matcher(file);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a name such as"
              + " 2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_writer_1-1_123_40960.sqlite, found "
              + key);
    }
    try {
      return new SegmentName(
          time(matcher.group(1)),
          time(matcher.group(2)),
          matcher.group(3),
          new SealRange(Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5))),
          Long.parseLong(matcher.group(6)),
          headBytes(Long.parseLong(matcher.group(7))));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Expected times in a segment's name, found " + key, e);
    }
  }

  private static int headBytes(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Expected a head of at most " + Integer.MAX_VALUE + " bytes, found " + bytes);
    }
    return (int) bytes;
  }

  private static long time(String text) {
    return Instant.from(TIME.parse(text)).toEpochMilli();
  }

  /** The file name, without a folder. */
  public String file() {
    return TIME.format(Instant.ofEpochMilli(firstTime))
        + "_"
        + TIME.format(Instant.ofEpochMilli(lastTime))
        + "_"
        + writer
        + "_"
        + seals.first()
        + "-"
        + seals.last()
        + "_"
        + rows
        + "_"
        + headBytes
        + SUFFIX;
  }

  /**
   * Whether a segment of the same folder, whose name differs in the size of its head at most, has
   * the same events: both are made from the same seals, by different versions of a writer. The one
   * with the greater key counts.
   */
  public boolean sameEvents(SegmentName other) {
    return equals(
        new SegmentName(
            other.firstTime, other.lastTime, other.writer, other.seals, other.rows, headBytes));
  }

  /** The key of a segment of this name in a folder. */
  public String keyIn(SegmentFolder folder) {
    return folder.path() + file();
  }
}
