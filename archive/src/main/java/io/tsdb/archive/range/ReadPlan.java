package io.tsdb.archive.range;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Turns the byte ranges that a query needs into parts, each fetched by one request: near ranges are
 * merged, for a request costs as much as about 1 MiB; long ones are cut, so that they are fetched
 * in parallel and held piece by piece.
 */
final class ReadPlan {

  /** Blocks in one part: 8 MiB. */
  static final int PART_BLOCKS = 8 * 1024 * 1024 / Blocks.BYTES;

  /** Most bytes in one part: a rest shorter than half a part belongs to the part before it. */
  static final int LONGEST_PART_BYTES = (PART_BLOCKS + PART_BLOCKS / 2) * Blocks.BYTES;

  private ReadPlan() {}

  /**
   * Consecutive blocks of an object.
   *
   * @param first index of the first block
   * @param count number of blocks
   */
  record Part(int first, int count) {
    int end() {
      return first + count;
    }
  }

  /**
   * The parts that cover {@code ranges}, in ascending order, disjoint.
   *
   * @param head size of the object's head in bytes, which is left out: it is there
   * @param size of the object in bytes; what lies beyond is left out
   * @param partBlocks blocks in one part; the last one of a range has up to half as many more
   */
  static List<Part> parts(List<ByteRange> ranges, long head, long size, int partBlocks) {
    List<ByteRange> sorted = new ArrayList<>();
    for (ByteRange range : ranges) {
      long start = Math.max(range.start(), head);
      long end = Math.min(range.end(), size);
      if (start < end) {
        sorted.add(new ByteRange(start - head, end - head));
      }
    }
    sorted.sort(Comparator.comparingLong(ByteRange::start));
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int end = 0;
    for (ByteRange range : sorted) {
      int from = Blocks.of(range.start());
      int to = Blocks.count(range.end());
      if (end == start || from - end >= Stretch.GAP_BLOCKS) {
        cut(start, end, partBlocks, parts);
        start = from;
        end = to;
      } else {
        end = Math.max(end, to);
      }
    }
    cut(start, end, partBlocks, parts);
    return parts;
  }

  /**
   * The same bytes in parts that begin with one block, where the reader begins, and double up to
   * the size of {@code parts}.
   */
  static List<Part> growing(List<Part> parts, ReadOrder order) {
    if (order == ReadOrder.WHOLE) {
      return parts;
    }
    boolean backward = order == ReadOrder.FROM_END;
    List<Part> grown = new ArrayList<>();
    int next = 1;
    for (int i = 0; i < parts.size(); i++) {
      Part rest = parts.get(backward ? parts.size() - 1 - i : i);
      while (rest.count() > 2 * next && next < PART_BLOCKS) {
        int kept = rest.count() - next;
        grown.add(backward ? new Part(rest.end() - next, next) : new Part(rest.first(), next));
        rest = new Part(backward ? rest.first() : rest.first() + next, kept);
        next *= 2;
      }
      grown.add(rest);
      next = Math.min(2 * next, PART_BLOCKS);
    }
    if (backward) {
      Collections.reverse(grown);
    }
    return grown;
  }

  private static void cut(int start, int end, int partBlocks, List<Part> parts) {
    int first = start;
    while (2 * (end - first - partBlocks) >= partBlocks) {
      parts.add(new Part(first, partBlocks));
      first += partBlocks;
    }
    if (first < end) {
      parts.add(new Part(first, end - first));
    }
  }
}
