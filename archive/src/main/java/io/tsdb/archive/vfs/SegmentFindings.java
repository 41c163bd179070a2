package io.tsdb.archive.vfs;

import io.tsdb.archive.segment.CorruptSegmentException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is wrong with one segment. Of each kind the first is kept and the others are counted, so
 * that a segment whose every row is wrong takes no more memory, and no more lines, than others.
 */
final class SegmentFindings {

  private static final class Kind {
    private final Finding first;
    private long others;

    Kind(Finding first) {
      this.first = first;
    }
  }

  private final String key;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  SegmentFindings(String key) {
    this.key = key;
  }

  /**
   * @param kind which check of the program found it; there are few
   */
  void add(String kind, String expected, String found) {
    Kind known = kinds.get(kind);
    if (known == null) {
      kinds.put(kind, new Kind(new Finding(key, expected, found)));
    } else {
      known.others++;
    }
  }

  /**
   * Something could not be read.
   *
   * @param what such as a table
   * @param problem an exception's message
   */
  void unreadable(String what, String problem) {
    String prefix = new CorruptSegmentException(key, "").getMessage();
    add(
        "unreadable " + what,
        what + " to be readable",
        problem.startsWith(prefix) ? "damage: " + problem.substring(prefix.length()) : problem);
  }

  /** Tells one finding for each kind. */
  void tell(Consumer<Finding> listener) {
    for (Kind kind : kinds.values()) {
      Finding first = kind.first;
      listener.accept(
          kind.others == 0
              ? first
              : new Finding(
                  key, first.expected(), first.found() + " (and " + kind.others + " more such)"));
    }
  }
}
