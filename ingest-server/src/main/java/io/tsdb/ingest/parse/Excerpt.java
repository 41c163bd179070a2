package io.tsdb.ingest.parse;

import java.util.Locale;

/** Foreign text cut and escaped so that it fits into one line of a message. */
public final class Excerpt {

  private static final int LENGTH = 60;

  private Excerpt() {}

  /** At most 60 characters of a text; control characters and lone surrogates are escaped. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    int end = Math.min(text.length(), LENGTH);
    for (int i = 0; i < end; ) {
      int point = text.codePointAt(i);
      if (Character.isISOControl(point)
          || Character.getType(point) == Character.SURROGATE
          || Character.getType(point) == Character.FORMAT) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", point));
      } else {
        shown.appendCodePoint(point);
      }
      i += Character.charCount(point);
    }
    return text.length() > LENGTH ? shown + "..." : shown.toString();
  }
}
