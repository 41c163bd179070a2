package io.tsdb.archive.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What earlier listings told of how many keys there are and where: whether they are more than a
 * page, and where pages end. It decides only how the next listing is asked for, never its answer.
 */
final class KeySpread {

  private volatile boolean large;
  private volatile List<String> pageEnds = List.of();
  private int pageSize;

  /**
   * A page of a listing.
   *
   * @param first its first key
   * @param end a key at or after its last one and before that of the next page
   * @param size how many keys it had
   */
  record Seen(String first, String end, int size) {}

  /** Whether the keys were more than one page when last seen. */
  boolean isLarge() {
    return large;
  }

  /** The keys are more than a page. */
  void grown() {
    large = true;
  }

  /**
   * All keys were listed.
   *
   * @param fullPage most keys of a page after which there was another, or 0
   */
  synchronized void whole(List<Seen> pages, int fullPage) {
    pageSize = Math.max(pageSize, fullPage);
    List<Seen> sorted = new ArrayList<>(pages);
    sorted.sort(Comparator.comparing(Seen::first));
    List<String> ends = new ArrayList<>();
    int keys = 0;
    String end = "";
    for (Seen page : sorted) {
      if (keys + page.size() > pageSize && keys > 0) {
        ends.add(end);
        keys = 0;
      }
      keys += page.size();
      end = page.end();
    }
    pageEnds = List.copyOf(ends);
    large = !ends.isEmpty();
  }

  /** The range, split where pages are known to end. */
  List<KeyRange> split(KeyRange range) {
    List<KeyRange> split = new ArrayList<>();
    KeyRange left = range;
    for (String end : pageEnds) {
      if (left.contains(end)
          && end.startsWith(range.folder().path())
          && end.compareTo(range.stop()) < 0) {
        split.add(left.upTo(end, range.until()));
        left = left.after(end);
      }
    }
    split.add(left);
    return split;
  }
}
