package io.tsdb.ingest.cli;

import java.util.Locale;

/** Text as it stands in a table on a terminal. */
final class CellText {

  private CellText() {}

  /**
   * The text on one line. What would move the cursor or hide text is escaped: an event's text comes
   * from outside and must not be able to steer the terminal.
   */
  static String of(String text) {
    StringBuilder cell = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> cell.append("\\n");
                case '\r' -> cell.append("\\r");
                case '\t' -> cell.append("\\t");
                default -> {
                  if (Character.isISOControl(point) || isHidden(point)) {
                    cell.append(String.format(Locale.ROOT, "\\u%04x", point));
                  } else {
                    cell.appendCodePoint(point);
                  }
                }
              }
            });
    return cell.toString();
  }

  /** Marks that turn the direction of text, and separators of lines; joiners of emoji stay. */
  private static boolean isHidden(int point) {
    return (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069)
        || point == 0x2028
        || point == 0x2029
        || Character.getType(point) == Character.SURROGATE;
  }

  /** How many columns of a terminal the text takes: East Asian wide characters take two. */
  static int width(String cell) {
    return cell.codePoints().map(CellText::width).sum();
  }

  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0x303E)
            || (point >= 0x3041 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0xFFE0 && point <= 0xFFE6)
            || (point >= 0x1F300 && point <= 0x1F64F)
            || (point >= 0x1F900 && point <= 0x1F9FF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
