package io.tsdb.archive.vfs;

import io.tsdb.archive.range.ByteRange;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the pages of rows in the B-tree of table {@code sample} by its interior pages, without
 * touching a leaf. See <a href="https://www.sqlite.org/fileformat.html#b_tree_pages">SQLite file
 * format, 1.6</a>.
 */
final class SampleTree {

  private static final int INTERIOR_TABLE = 0x05;
  private static final int LEAF_TABLE = 0x0d;
  private static final int INTERIOR_HEADER = 12;

  /** SQLite's own limit (BTCURSOR_MAX_DEPTH). */
  private static final int MAX_DEPTH = 20;

  private final RangeReader reader;
  private final String key;
  private final SegmentHeader header;
  private final int root;
  private final int headPages;

  /**
   * @param key of the segment, for messages
   * @param root page number of the table's root
   * @param headPages pages of the head, in which all interior pages lie; 0 if that is not known
   */
  SampleTree(RangeReader reader, String key, SegmentHeader header, int root, int headPages) {
    this.reader = reader;
    this.key = key;
    this.header = header;
    this.root = root;
    this.headPages = headPages;
  }

  /**
   * The bytes of the leaves that hold the given rows, with their overflow pages, in the order of
   * the rows.
   *
   * @throws CorruptSegmentException if the interior pages are not a B-tree
   */
  List<ByteRange> bytesOf(RowRange rows) throws IOException {
    List<ByteRange> ranges = new ArrayList<>();
    if (!rows.isEmpty()) {
      collect(root, rows, 0, ranges);
    }
    return ranges;
  }

  private void collect(int page, RowRange rows, int depth, List<ByteRange> ranges)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw damaged("expected a table of at most " + MAX_DEPTH + " levels, found more", page);
    }
    Interior interior = interior(page, rows);
    if (interior.children().isEmpty()) {
      ranges.add(range(page, page + 1L));
      return;
    }
    List<Integer> children = interior.children();
    boolean leaves = isLeaf(children.get(0));
    for (int i = 0; i < children.size(); i++) {
      int child = children.get(i);
      if (leaves) {
        long next = i + 1 < children.size() ? children.get(i + 1) : interior.next();
        ranges.add(range(child, next));
      } else {
        collect(child, rows, depth + 1, ranges);
      }
    }
  }

  /** All leaves are on the same level, so one of them tells about its siblings. */
  private boolean isLeaf(int page) throws IOException {
    return (headPages > 0 && page > headPages) || type(page) == LEAF_TABLE;
  }

  /**
   * What of an interior page meets the rows.
   *
   * @param children pages that may hold some of the rows; none if the page is a leaf
   * @param next the child after these, or 0
   */
  private record Interior(List<Integer> children, long next) {}

  private Interior interior(int page, RowRange rows) throws IOException {
    int type = type(page);
    if (type == LEAF_TABLE) {
      return new Interior(List.of(), 0);
    }
    if (type != INTERIOR_TABLE) {
      throw damaged("expected a page of table sample, found type " + type, page);
    }
    ByteBuffer bytes = read(page, header.pageSize());
    int cells = Short.toUnsignedInt(bytes.getShort(3));
    if (INTERIOR_HEADER + 2 * cells > header.pageSize()) {
      throw damaged("expected cells that fit into the page, found " + cells, page);
    }
    List<Integer> children = new ArrayList<>();
    long previousLast = Long.MIN_VALUE;
    for (int i = 0; i < cells; i++) {
      int cell = Short.toUnsignedInt(bytes.getShort(INTERIOR_HEADER + 2 * i));
      if (cell + 4 >= header.pageSize()) {
        throw damaged("expected a cell inside the page, found offset " + cell, page);
      }
      int child = child(bytes.getInt(cell), page);
      long last = varint(bytes, cell + 4, page);
      if (last >= rows.first() && previousLast < rows.last()) {
        children.add(child);
      } else if (previousLast >= rows.last()) {
        return new Interior(children, child);
      }
      previousLast = last;
    }
    int rightmost = child(bytes.getInt(8), page);
    if (previousLast < rows.last() || children.isEmpty()) {
      children.add(rightmost);
      return new Interior(children, 0);
    }
    return new Interior(children, rightmost);
  }

  private int child(int child, int page) throws CorruptSegmentException {
    if (child < 2 || child > header.pages()) {
      throw damaged(
          "expected children from page 2 to " + header.pages() + ", found page " + child, page);
    }
    return child;
  }

  /** An SQLite varint: seven bits a byte, most significant first, the ninth byte has eight. */
  private long varint(ByteBuffer bytes, int offset, int page) throws CorruptSegmentException {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (offset + i >= bytes.limit()) {
        throw damaged("expected a row number inside the page", page);
      }
      byte next = bytes.get(offset + i);
      if (i == 8) {
        return (value << 8) | (next & 0xff);
      }
      value = (value << 7) | (next & 0x7f);
      if (next >= 0) {
        return value;
      }
    }
    return value;
  }

  /**
   * Where the head is known, the pages up to the next leaf are this one's overflow pages; in files
   * of another layout, or after the last leaf, those are read on demand.
   */
  private ByteRange range(int leaf, long next) {
    long end = headPages > 0 && next > leaf ? next : leaf + 1L;
    return new ByteRange((leaf - 1L) * header.pageSize(), (end - 1) * header.pageSize());
  }

  private int type(int page) throws IOException {
    return read(page, 1).get(0);
  }

  private ByteBuffer read(int page, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    long offset = (page - 1L) * header.pageSize();
    int done =
        reader.read(offset, length, (block, from, count, at) -> bytes.put(at, block, from, count));
    if (done < length) {
      throw damaged("expected a page of " + header.pageSize() + " bytes, found its end", page);
    }
    return bytes;
  }

  private CorruptSegmentException damaged(String problem, int page) {
    return new CorruptSegmentException(key, problem + " on page " + page);
  }
}
