package io.tsdb.archive.range;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns the byte ranges that a query needs into parts, each fetched by one request: near ranges are
 * merged, for a request costs as much as about 1 MiB; long ones are cut, so that they are fetched
 * in parallel and held piece by piece.
 */
final class ReadPlan {

  /** Most blocks in one part: 8 MiB. */
  static final int PART_BLOCKS = 8 * 1024 * 1024 / Blocks.BYTES;

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
   * @param size of the object in bytes; what lies beyond is left out
   * @param partBlocks most blocks in one part
   */
  static List<Part> parts(List<ByteRange> ranges, long size, int partBlocks) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.removeIf(range -> range.length() == 0 || range.start() >= size);
    sorted.sort(Comparator.comparingLong(ByteRange::start));
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int end = 0;
    for (ByteRange range : sorted) {
      int from = Blocks.of(range.start());
      int to = Blocks.count(Math.min(range.end(), size));
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

  private static void cut(int start, int end, int partBlocks, List<Part> parts) {
    for (int first = start; first < end; first += partBlocks) {
      parts.add(new Part(first, Math.min(partBlocks, end - first)));
    }
  }
}
