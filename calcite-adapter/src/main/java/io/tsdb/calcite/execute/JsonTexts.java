package io.tsdb.calcite.execute;

import java.util.Collection;
import java.util.Optional;

/** Texts as JSON that SQLite's {@code json_each} reads back unchanged. */
final class JsonTexts {

  private JsonTexts() {}

  /** An array of the texts; empty if one of them has U+0000 or a lone surrogate. */
  static Optional<Object> array(Collection<String> texts) {
    StringBuilder json = new StringBuilder("[");
    for (String text : texts) {
      json.append(json.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (c == 0 || Character.isSurrogate(c) && !pair) {
          return Optional.empty();
        }
        if (c == '"' || c == '\\') {
          json.append('\\').append(c);
        } else if (c < ' ') {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
        if (pair) {
          i++;
          json.append(text.charAt(i));
        }
      }
      json.append('"');
    }
    return Optional.of(json.append(']').toString());
  }
}
