package io.tsdb.archive.vfs;

import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the leaves of a table's B-tree by its interior pages, without touching a leaf. See <a
 * href="https://www.sqlite.org/fileformat.html#b_tree_pages">SQLite file format, 1.6</a>.
 */
final class TableLeaves {

  private static final int INTERIOR_INDEX = 0x02;
  private static final int INTERIOR_TABLE = 0x05;
  private static final int LEAF_TABLE = 0x0d;
  private static final int INTERIOR_HEADER = 12;

  /** SQLite's own limit (BTCURSOR_MAX_DEPTH). */
  private static final int MAX_DEPTH = 20;

  /** Before all row numbers but one. */
  private static final RowRange FIRST_ROW = new RowRange(Long.MIN_VALUE, Long.MIN_VALUE + 1);

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
  TableLeaves(RangeReader reader, String key, SegmentHeader header, int root, int headPages) {
    this.reader = reader;
    this.key = key;
    this.header = header;
    this.root = root;
    this.headPages = headPages;
  }

  /**
   * The leaves that hold some rows.
   *
   * @param pages page numbers, in the order of the rows
   * @param next the leaf after these; 0 if they are the last ones
   */
  record Leaves(List<Integer> pages, int next) {}

  /**
   * The leaves that hold the given rows.
   *
   * @throws CorruptSegmentException if the interior pages are not a B-tree
   */
  Leaves of(RowRange rows) throws IOException {
    List<Integer> pages = new ArrayList<>();
    int next = rows.isEmpty() ? 0 : collect(root, rows, 0, pages);
    return new Leaves(List.copyOf(pages), next);
  }

  /** Adds the leaves below a page; returns the next one below that page, or 0. */
  private int collect(int page, RowRange rows, int depth, List<Integer> leaves) throws IOException {
    if (depth > MAX_DEPTH) {
      throw damaged("expected a table of at most " + MAX_DEPTH + " levels, found more", page);
    }
    if (isLeaf(page)) {
      leaves.add(page);
      return 0;
    }
    Interior interior = interior(page, rows);
    // all leaves are on the same level, so one child tells about its siblings
    if (isLeaf(interior.children().get(0))) {
      leaves.addAll(interior.children());
      return interior.next();
    }
    int next = 0;
    for (int child : interior.children()) {
      next = collect(child, rows, depth + 1, leaves);
    }
    return next == 0 && interior.next() != 0 ? firstLeaf(interior.next(), depth + 1) : next;
  }

  private int firstLeaf(int page, int depth) throws IOException {
    List<Integer> first = new ArrayList<>();
    collect(page, FIRST_ROW, depth, first);
    return first.get(0);
  }

  /**
   * The first page below the root that lies after the head, 0 if there is none; of any B-tree whose
   * leaves lie in order, an index too. In an interior page of either kind, a cell starts with the
   * number of a child.
   */
  int firstAfterHead() throws IOException {
    return root > headPages ? root : firstAfterHead(root, 0);
  }

  private int firstAfterHead(int page, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw damaged("expected a table of at most " + MAX_DEPTH + " levels, found more", page);
    }
    int type = type(page);
    if (type != INTERIOR_TABLE && type != INTERIOR_INDEX) {
      return 0;
    }
    for (int child : children(page)) {
      int found = child > headPages ? child : firstAfterHead(child, depth + 1);
      if (found > 0) {
        return found;
      }
    }
    return 0;
  }

  private List<Integer> children(int page) throws IOException {
    ByteBuffer bytes = read(page, header.pageSize());
    List<Integer> children = new ArrayList<>();
    for (int i = 0; i < cells(bytes, page); i++) {
      children.add(child(bytes.getInt(cell(bytes, i, page)), page));
    }
    children.add(child(bytes.getInt(8), page));
    return children;
  }

  private int cells(ByteBuffer bytes, int page) throws CorruptSegmentException {
    int cells = Short.toUnsignedInt(bytes.getShort(3));
    if (INTERIOR_HEADER + 2 * cells > header.pageSize()) {
      throw damaged("expected cells that fit into the page, found " + cells, page);
    }
    return cells;
  }

  private int cell(ByteBuffer bytes, int i, int page) throws CorruptSegmentException {
    int cell = Short.toUnsignedInt(bytes.getShort(INTERIOR_HEADER + 2 * i));
    if (cell + 4 >= header.pageSize()) {
      throw damaged("expected a cell inside the page, found offset " + cell, page);
    }
    return cell;
  }

  private boolean isLeaf(int page) throws IOException {
    return (headPages > 0 && page > headPages) || type(page) == LEAF_TABLE;
  }

  /**
   * What of an interior page meets the rows.
   *
   * @param children pages that may hold some of the rows, at least one
   * @param next the child after these, or 0
   */
  private record Interior(List<Integer> children, int next) {}

  private Interior interior(int page, RowRange rows) throws IOException {
    int type = type(page);
    if (type != INTERIOR_TABLE) {
      throw damaged("expected a page of a table, found type " + type, page);
    }
    ByteBuffer bytes = read(page, header.pageSize());
    int cells = cells(bytes, page);
    List<Integer> children = new ArrayList<>();
    long previousLast = Long.MIN_VALUE;
    for (int i = 0; i < cells; i++) {
      int cell = cell(bytes, i, page);
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
