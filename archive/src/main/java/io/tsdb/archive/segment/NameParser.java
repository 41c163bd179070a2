package io.tsdb.archive.segment;

/**
 * Reads a segment's name from left to right. By hand, since a listing has perhaps 100,000 of them:
 * a regular expression and a formatter for the times take some eight times as long.
 */
final class NameParser {

  private static final int MOST_WRITER = 64;

  /** All of them are less than {@link Long#MAX_VALUE}. */
  private static final int MOST_DIGITS = 18;

  private final String key;
  private int at;

  NameParser(String key) {
    this.key = key;
    this.at = key.lastIndexOf('/') + 1;
  }

  SegmentName parse() {
    long first = time();
    expect('_');
    long last = time();
    expect('_');
    String writer = writer();
    expect('_');
    long firstSeal = number();
    expect('-');
    long lastSeal = number();
    expect('_');
    long rows = number();
    expect('_');
    long headBytes = number();
    if (!key.startsWith(SegmentName.SUFFIX, at)
        || key.length() != at + SegmentName.SUFFIX.length()) {
      throw unexpected();
    }
    if (headBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Expected a head of at most " + Integer.MAX_VALUE + " bytes, found " + headBytes);
    }
    return new SegmentName(
        first, last, writer, new SealRange(firstSeal, lastSeal), rows, (int) headBytes);
  }

  private void expect(char expected) {
    if (at >= key.length() || key.charAt(at) != expected) {
      throw unexpected();
    }
    at++;
  }

  private long time() {
    long time = NameTime.parse(key, at);
    if (time < 0) {
      throw unexpected();
    }
    at += NameTime.LENGTH;
    return time;
  }

  private String writer() {
    int start = at;
    while (at < key.length() && key.charAt(at) != '_') {
      at++;
    }
    String writer = key.substring(start, at);
    if (!isWriter(writer)) {
      throw unexpected();
    }
    return writer;
  }

  /** Digits without leading zeros, so that no two names mean the same. */
  private long number() {
    int start = at;
    long number = 0;
    while (at < key.length() && isDigit(key.charAt(at)) && at - start < MOST_DIGITS) {
      number = number * 10 + key.charAt(at) - '0';
      at++;
    }
    if (at == start || (key.charAt(start) == '0' && at - start > 1)) {
      throw unexpected();
    }
    return number;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        "Expected a name such as"
            + " 2023-01-08T19-12-42.254Z_2023-01-08T19-59-59.999Z_writer_1-1_123_40960.sqlite,"
            + " found "
            + key);
  }

  /** Whether a text is what {@link SegmentName#WRITER} says. */
  static boolean isWriter(String text) {
    if (text.isEmpty() || text.length() > MOST_WRITER || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char found = text.charAt(i);
      if (!isLetterOrDigit(found) && found != '.' && found != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char found) {
    return isDigit(found) || (found >= 'a' && found <= 'z') || (found >= 'A' && found <= 'Z');
  }

  private static boolean isDigit(char found) {
    return found >= '0' && found <= '9';
  }
}
