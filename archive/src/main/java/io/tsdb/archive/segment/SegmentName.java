package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

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

  /** The smallest page of SQLite, in bytes: every head is a multiple of it. */
  private static final int SMALLEST_PAGE = 512;

  public SegmentName {
    requireNonNull(seals, "seals is null");
    if (!NameParser.isWriter(writer)) {
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
   * Reads the file name at the end of a key. There is one name for the same facts: {@code
   * parse(key).file()} is the name at the end of the key.
   *
   * @throws IllegalArgumentException if it is not a segment's
   */
  public static SegmentName parse(String key) {
    return new NameParser(key).parse();
  }

  /** The file name, without a folder. */
  public String file() {
    return NameTime.text(firstTime)
        + "_"
        + NameTime.text(lastTime)
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
