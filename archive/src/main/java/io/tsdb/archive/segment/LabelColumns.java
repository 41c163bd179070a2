package io.tsdb.archive.segment;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which label keys are columns of {@code events}, and under which names; the same in a segment's
 * own view and over JDBC.
 *
 * <ul>
 *   <li>A key is a column of its own name. Where that is empty or, ignoring case, the name of a
 *       fixed column, it is {@code label_<key>}.
 *   <li>Of keys whose columns would differ in case only, the first in sorted order has the column.
 *   <li>A key with U+0000, which no SQL text can hold, has no column, nor has one of more than
 *       {@value #LONGEST} UTF-16 code units.
 *   <li>There are at most {@value #MOST} label columns, the first in sorted order.
 * </ul>
 *
 * <p>Keys without a column are found in {@code labels} and {@code payload}.
 */
public final class LabelColumns {

  /** The columns that every event has, in their order within a segment. */
  public static final List<String> FIXED =
      List.of("ts", "time", "labels", "value", "text", "payload", "id");

  /**
   * Most label columns. {@code events} joined with itself stays below SQLite's 2,000 columns; and
   * with names of {@link #LONGEST} the view's statement stays below its 1,000,000 bytes.
   */
  public static final int MOST = 900;

  /** Longest key that is a column, in UTF-16 code units. */
  public static final int LONGEST = 128;

  private static final String PREFIX = "label_";

  private LabelColumns() {}

  /**
   * The label columns for a set of keys.
   *
   * @return keys by their column's name, in an order that ignores case
   */
  public static SortedMap<String, String> of(Collection<String> keys) {
    TreeSet<String> fixed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    fixed.addAll(FIXED);
    TreeMap<String, String> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String key : new TreeSet<>(keys)) {
      if (columns.size() < MOST && key.length() <= LONGEST && key.indexOf('\0') < 0) {
        columns.putIfAbsent(key.isEmpty() || fixed.contains(key) ? PREFIX + key : key, key);
      }
    }
    return Collections.unmodifiableSortedMap(columns);
  }

  /**
   * A SQLite expression that yields a label's value, or NULL.
   *
   * @param labels a SQLite expression that yields canonical JSON of labels
   * @param key any key
   */
  public static String lookup(String labels, String key) {
    if (isPlain(key)) {
      return labels + " ->> " + literal("$.\"" + key + "\"");
    }
    // Releases of SQLite differ in how a JSON path escapes; json_each compares the key itself.
    return "(SELECT j.value FROM json_each("
        + labels
        + ") AS j WHERE j.key = "
        + literal(key)
        + ")";
  }

  /** Whether JSON writes the key as it is. */
  private static boolean isPlain(String key) {
    return !key.isEmpty() && key.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\');
  }

  /** A SQLite expression for a text. */
  static String literal(String text) {
    return "'" + text.replace("'", "''").replace("\0", "' || char(0) || '") + "'";
  }
}
