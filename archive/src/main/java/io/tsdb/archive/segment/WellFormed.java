package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** Checks that text is Unicode, so that UTF-8 can hold it. */
public final class WellFormed {

  private WellFormed() {}

  /** Index of the first surrogate of {@code text} that is no half of a pair, or -1. */
  public static int loneSurrogate(String text) {
    int i = 0;
    while (i < text.length()) {
      // A pair is one code point above these.
      int point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(point);
    }
    return -1;
  }

  /**
   * Returns {@code text} if each of its surrogates is one of a pair.
   *
   * @param what the text is, for the message
   * @throws IllegalArgumentException if one is not
   */
  static String require(String what, String text) {
    requireNonNull(text, () -> what + " is null");
    int lone = loneSurrogate(text);
    if (lone >= 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Expected %s of Unicode characters, found the lone surrogate U+%04X at index %d;"
                  + " send the pair or U+FFFD",
              what,
              (int) text.charAt(lone),
              lone));
    }
    return text;
  }
}
