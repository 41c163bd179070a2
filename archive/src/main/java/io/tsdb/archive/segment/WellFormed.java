package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

/** Checks that text is Unicode, so that UTF-8 can hold it. */
final class WellFormed {

  private WellFormed() {}

  /**
   * Returns {@code text} if each of its surrogates is one of a pair.
   *
   * @param what the text is, for the message
   * @throws IllegalArgumentException if one is not
   */
  static String require(String what, String text) {
    requireNonNull(text, () -> what + " is null");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) {
        throw new IllegalArgumentException(
            String.format(
                "Expected %s of Unicode characters, found the lone surrogate U+%04X at index %d;"
                    + " send the pair or U+FFFD",
                what, (int) c, i));
      }
      i++;
    }
    return text;
  }
}
