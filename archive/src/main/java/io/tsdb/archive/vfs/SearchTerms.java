package io.tsdb.archive.vfs;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terms of a full-text query, as FTS5's tokenizer unicode61 makes them, nearly: a term too many
 * or too few only costs a request. See <a
 * href="https://www.sqlite.org/fts5.html#full_text_query_syntax">FTS5, 3</a>.
 */
final class SearchTerms {

  /** More than anybody types; the others are read on demand. */
  private static final int MOST = 32;

  /** A word, whether it names a column, and whether it is the beginning of a term. */
  private static final Pattern WORD =
      Pattern.compile("([\\p{L}\\p{N}\\p{Co}\\p{M}]+)(\"?\\s*\\*)?(\\s*:)?");

  private static final Pattern NEAR_DISTANCE = Pattern.compile(",\\s*\\d+\\s*\\)");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT", "NEAR");

  private SearchTerms() {}

  /**
   * One term.
   *
   * @param text folded as the index has it
   * @param prefix whether all terms that begin so are meant
   */
  record Term(String text, boolean prefix) {

    /** The first key of the main index that it may have. */
    byte[] first() {
      return ("0" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** A key after all those that it may have, and before or at the next term's. */
    byte[] last() {
      byte[] first = first();
      if (!prefix) {
        return first;
      }
      byte[] last = Arrays.copyOf(first, first.length + 1);
      // no byte of UTF-8
      last[first.length] = (byte) 0xff;
      return last;
    }
  }

  /** The terms of a query. */
  static Set<Term> of(String query) {
    Set<Term> terms = new LinkedHashSet<>();
    Matcher word = WORD.matcher(NEAR_DISTANCE.matcher(query).replaceAll(")"));
    while (word.find() && terms.size() < MOST) {
      boolean namesColumn = word.group(3) != null;
      if (!namesColumn && !OPERATORS.contains(word.group(1))) {
        terms.add(new Term(fold(word.group(1)), word.group(2) != null));
      }
    }
    return terms;
  }

  private static String fold(String word) {
    String decomposed = Normalizer.normalize(word, Normalizer.Form.NFD);
    return Normalizer.normalize(
        MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }
}
