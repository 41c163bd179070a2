package io.tsdb.calcite.execute;

import java.util.Optional;

/** Patterns of LIKE. */
public final class LikePattern {

  private LikePattern() {}

  /**
   * The GLOB pattern of SQLite that matches the same texts, as long as they hold neither U+0000
   * (where SQLite stops) nor line ends (that Calcite's {@code _} does not match). GLOB tells cases
   * apart as standard SQL does.
   */
  public static String glob(String pattern) {
    StringBuilder glob = new StringBuilder(pattern.length() + 8);
    for (int i = 0; i < pattern.length(); i++) {
      append(glob, pattern.charAt(i));
    }
    return glob.toString();
  }

  /**
   * As {@link #glob(String)}, of a pattern that may have an escape character.
   *
   * @return empty for a pattern that holds U+0000, or in which the escape character stands before
   *     anything but a wild card or itself: it is an error
   */
  public static Optional<String> glob(String pattern, Optional<Character> escape) {
    StringBuilder glob = new StringBuilder(pattern.length() + 8);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\0') {
        return Optional.empty();
      }
      if (escape.isEmpty() || c != escape.get()) {
        append(glob, c);
        continue;
      }
      i++;
      char escaped = i < pattern.length() ? pattern.charAt(i) : '\0';
      if (escaped != '%' && escaped != '_' && escaped != c) {
        return Optional.empty();
      }
      appendLiteral(glob, escaped);
    }
    return Optional.of(glob.toString());
  }

  private static void append(StringBuilder glob, char c) {
    switch (c) {
      case '%' -> glob.append('*');
      case '_' -> glob.append('?');
      default -> appendLiteral(glob, c);
    }
  }

  private static void appendLiteral(StringBuilder glob, char c) {
    switch (c) {
      case '*', '?', '[' -> glob.append('[').append(c).append(']');
      default -> glob.append(c);
    }
  }
}
