package io.tsdb.calcite.execute;

/** Patterns of LIKE without an escape character. */
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
      char c = pattern.charAt(i);
      switch (c) {
        case '%' -> glob.append('*');
        case '_' -> glob.append('?');
        case '*', '?', '[' -> glob.append('[').append(c).append(']');
        default -> glob.append(c);
      }
    }
    return glob.toString();
  }
}
