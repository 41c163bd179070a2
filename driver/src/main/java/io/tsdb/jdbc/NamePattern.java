package io.tsdb.jdbc;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Patterns of names in metadata calls: {@code %} is any text, {@code _} any character, {@code \}
 * makes the next character stand for itself; case does not matter.
 */
final class NamePattern {

  /** What {@code DatabaseMetaData.getSearchStringEscape} answers. */
  static final String ESCAPE = "\\";

  private NamePattern() {}

  /** Whether names match; a null pattern matches all. */
  static Predicate<String> of(String pattern) {
    if (pattern == null) {
      return name -> true;
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        boolean escape = c == '\\' && i + 1 < pattern.length();
        regex.append(Pattern.quote(String.valueOf(escape ? pattern.charAt(++i) : c)));
      }
    }
    return Pattern.compile(
            regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
        .asMatchPredicate();
  }
}
