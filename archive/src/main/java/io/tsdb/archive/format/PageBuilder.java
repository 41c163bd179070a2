package io.tsdb.archive.format;

import java.io.IOException;
import java.util.Arrays;

/**
 * Builds one page of a b-tree at a time (file format, section 1.6), together with the overflow
 * pages of its cells, which follow it in the file. Reused from page to page.
 *
 * <p>Cells lie in ascending order up to the end of the page, the free space between the cell
 * pointers and the first cell.
 */
final class PageBuilder {

  static final int INDEX_INTERIOR = 2;
  static final int TABLE_INTERIOR = 5;
  static final int INDEX_LEAF = 10;
  static final int TABLE_LEAF = 13;

  static final int LEAF_HEADER = 8;
  static final int INTERIOR_HEADER = 12;
  static final int CELL_POINTER = 2;
  static final int PAGE_POINTER = 4;

  private final PageGeometry geometry;
  private final byte[] page;
  private byte[] overflow = new byte[0];
  private int overflowBytes;
  private int overflowPage;
  private int number;
  private int start;
  private int pointerAt;
  private int cellAt;
  private int cells;

  PageBuilder(PageGeometry geometry) {
    this.geometry = geometry;
    this.page = new byte[geometry.pageSize() + TableRows.SLACK];
  }

  /**
   * Starts a page.
   *
   * @param cellBytes of all its cells together, without their pointers
   */
  void start(int number, int type, int cellBytes) {
    this.number = number;
    overflowBytes = 0;
    overflowPage = number;
    start = number == 1 ? DatabaseHeader.SIZE : 0;
    boolean leaf = type == INDEX_LEAF || type == TABLE_LEAF;
    pointerAt = start + (leaf ? LEAF_HEADER : INTERIOR_HEADER);
    Arrays.fill(page, 0, pointerAt, (byte) 0);
    cellAt = geometry.pageSize() - cellBytes;
    cells = 0;
    page[start] = (byte) type;
    put2(start + 5, cellAt);
  }

  /** The page's bytes, to write a cell into, and some behind them, which do not count. */
  byte[] bytes() {
    return page;
  }

  /**
   * Makes room for the next cell.
   *
   * @return where it starts in {@link #bytes}
   */
  int cell(int size) {
    int at = cellAt;
    put2(pointerAt, at);
    pointerAt += CELL_POINTER;
    cellAt += size;
    cells++;
    return at;
  }

  /** Where the next cell's pointer belongs in {@link #bytes}. */
  int pointerAt() {
    return pointerAt;
  }

  /** Where the next cell starts in {@link #bytes}. */
  int cellAt() {
    return cellAt;
  }

  /**
   * Takes cells that were written with their pointers from {@link #pointerAt} and {@link #cellAt}
   * on.
   *
   * @param end where the last one ends
   */
  void addCells(int count, int end) {
    pointerAt += count * CELL_POINTER;
    cellAt = end;
    cells += count;
  }

  /**
   * Writes a payload: its first bytes into the page, what is not local into overflow pages.
   *
   * @param at where in the page
   */
  void payload(int at, byte[] payload, int size, int local) {
    System.arraycopy(payload, 0, page, at, local);
    if (local == size) {
      return;
    }
    overflowPage = geometry.pageAfter(overflowPage);
    put4(page, at + local, overflowPage);
    int content = geometry.overflowContent();
    for (int from = local; from < size; from += content) {
      int to = Math.min(size, from + content);
      int base = growOverflow();
      if (to < size) {
        overflowPage = geometry.pageAfter(overflowPage);
        put4(overflow, base, overflowPage);
      }
      System.arraycopy(payload, from, overflow, base + PAGE_POINTER, to - from);
    }
  }

  private int growOverflow() {
    int base = overflowBytes;
    overflowBytes = Math.addExact(overflowBytes, geometry.pageSize());
    if (overflowBytes > overflow.length) {
      overflow = Arrays.copyOf(overflow, Math.max(overflowBytes, overflow.length / 2 * 3));
    }
    Arrays.fill(overflow, base, overflowBytes, (byte) 0);
    return base;
  }

  /** Sets the last child of an interior page. */
  void rightChild(int child) {
    put4(page, start + 8, child);
  }

  void pointer(int at, int child) {
    put4(page, at, child);
  }

  /** Writes the page and its overflow pages. */
  void finish(PageOutput out) throws IOException {
    if (cellAt != geometry.pageSize() || pointerAt > firstCell()) {
      throw new IllegalStateException(
          "Expected cells that fill page " + number + ", found an end at " + cellAt);
    }
    put2(start + 3, cells);
    Arrays.fill(page, pointerAt, firstCell(), (byte) 0);
    out.write(number, page, 0);
    for (int at = 0; at < overflowBytes; at += geometry.pageSize()) {
      out.write(geometry.pageAfter(out.last()), overflow, at);
    }
  }

  private int firstCell() {
    int first = ((page[start + 5] & 0xff) << 8) | (page[start + 6] & 0xff);
    return first == 0 ? 65_536 : first;
  }

  private void put2(int at, int value) {
    page[at] = (byte) (value >>> 8);
    page[at + 1] = (byte) value;
  }

  private static void put4(byte[] target, int at, int value) {
    target[at] = (byte) (value >>> 24);
    target[at + 1] = (byte) (value >>> 16);
    target[at + 2] = (byte) (value >>> 8);
    target[at + 3] = (byte) value;
  }
}
