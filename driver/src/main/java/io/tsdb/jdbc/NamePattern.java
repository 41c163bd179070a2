package io.tsdb.jdbc;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A pattern of names in metadata calls: {@code %} is any text, {@code _} any character, {@code \}
 * makes the next character stand for itself; case does not matter.
 */
final class NamePattern implements Predicate<String> {

  /** What {@code DatabaseMetaData.getSearchStringEscape} answers. */
  static final String ESCAPE = "\\";

  // Beside characters, which are code points without case.
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  private final int[] pattern;

  private NamePattern(int[] pattern) {
    this.pattern = pattern;
  }

  /** Whether names match; a null pattern matches all. */
  static Predicate<String> of(String pattern) {
    if (pattern == null) {
      return name -> true;
    }
    int[] given = pattern.codePoints().toArray();
    int[] read = new int[given.length];
    int length = 0;
    for (int i = 0; i < given.length; i++) {
      boolean escape = given[i] == '\\' && i + 1 < given.length;
      read[length++] =
          switch (given[i]) {
            case '%' -> ANY_TEXT;
            case '_' -> ANY_CHARACTER;
            default -> withoutCase(given[escape ? ++i : i]);
          };
    }
    return new NamePattern(Arrays.copyOf(read, length));
  }

  private static int withoutCase(int character) {
    return Character.toLowerCase(Character.toUpperCase(character));
  }

  /** In at most the product of both lengths: only the last {@code %} is ever tried again. */
  @Override
  public boolean test(String text) {
    int[] name = text.codePoints().map(NamePattern::withoutCase).toArray();
    int at = 0;
    int inPattern = 0;
    int lastAny = -1;
    int takenByLastAny = 0;
    while (at < name.length) {
      int wanted = inPattern < pattern.length ? pattern[inPattern] : Integer.MIN_VALUE;
      if (wanted == ANY_TEXT) {
        lastAny = inPattern++;
        takenByLastAny = at;
      } else if (wanted == ANY_CHARACTER || wanted == name[at]) {
        inPattern++;
        at++;
      } else if (lastAny >= 0) {
        inPattern = lastAny + 1;
        at = ++takenByLastAny;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length && pattern[inPattern] == ANY_TEXT) {
      inPattern++;
    }
    return inPattern == pattern.length;
  }
}
