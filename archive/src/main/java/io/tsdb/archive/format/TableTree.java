package io.tsdb.archive.format;

import static io.tsdb.archive.format.PageBuilder.CELL_POINTER;
import static io.tsdb.archive.format.PageBuilder.INTERIOR_HEADER;
import static io.tsdb.archive.format.PageBuilder.LEAF_HEADER;
import static io.tsdb.archive.format.PageBuilder.PAGE_POINTER;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The b-tree of a table with rowids, laid out in two passes over its rows. The first, in the
 * constructor, finds where leaves end; then pages are assigned; then they are written. Only the
 * leaves' outlines are kept in memory, some 30 bytes each.
 */
final class TableTree {

  private final PageGeometry geometry;
  private final TableRows rows;
  private final int reserve;

  private int leaves;
  private int[] leafPages = new int[16];
  private int[] leafCells = new int[16];
  private int[] leafBytes = new int[16];
  private int[] leafOverflow = new int[16];
  private long[] lastRowids = new long[16];

  /** From the parents of the leaves up to the root; none where the only leaf is the root. */
  private final List<Level> levels = new ArrayList<>();

  /**
   * One level of interior pages.
   *
   * @param starts the first child of each page, then the number of children
   * @param keys the largest rowid below each child
   * @param pages of this level
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Level(int[] starts, long[] keys, int[] pages) {}

  private TableTree(PageGeometry geometry, TableRows rows, int reserve) throws IOException {
    this.geometry = geometry;
    this.rows = rows;
    this.reserve = reserve;
    planLeaves();
    long[] keys = Arrays.copyOf(lastRowids, leaves);
    while (keys.length > 1) {
      keys = planLevel(keys);
    }
  }

  /** Reads the rows once and plans their tree. */
  static TableTree plan(PageGeometry geometry, TableRows rows) throws IOException {
    return new TableTree(geometry, rows, 0);
  }

  /** Plans a tree whose root can be page 1: each page keeps room for the database's header. */
  static TableTree planSchema(PageGeometry geometry, TableRows rows) throws IOException {
    return new TableTree(geometry, rows, DatabaseHeader.SIZE);
  }

  private void planLeaves() throws IOException {
    LeafPlan plan = new LeafPlan();
    rows.measure(plan);
    plan.endLeaf();
  }

  /** The first pass over the rows. */
  private final class LeafPlan implements TableRows.Sizes {

    private final int capacity = geometry.pageSize() - LEAF_HEADER - reserve;
    private int cells;
    private int bytes;
    private int overflow;
    private long lastRowid;

    @Override
    public void add(long rowid, int payload) {
      int local = geometry.tableLocal(payload);
      int size = cellSize(rowid, payload, local);
      // A lone cell always fits: only page 1 lacks the reserve, and it is no leaf then.
      if (cells > 0 && bytes + size + (cells + 1) * CELL_POINTER > capacity) {
        endLeaf();
      }
      cells++;
      bytes += size;
      if (local < payload) {
        overflow += geometry.overflowPages(payload, local);
      }
      lastRowid = rowid;
    }

    @Override
    public void addAll(long first, byte[] sizes, int count) {
      // All records' sizes are varints of one byte.
      int perCell = Varint.size(first) + 1;
      int taken = cells;
      int used = bytes;
      for (int i = 0; i < count; i++) {
        int size = perCell + sizes[i];
        if (used + size + (taken + 1) * CELL_POINTER > capacity && taken > 0) {
          endLeafBefore(first + i, taken, used);
          taken = 0;
          used = 0;
        }
        taken++;
        used += size;
      }
      cells = taken;
      bytes = used;
      lastRowid = first + count - 1;
    }

    private void endLeafBefore(long rowid, int taken, int used) {
      lastRowid = rowid - 1;
      cells = taken;
      bytes = used;
      endLeaf();
    }

    void endLeaf() {
      addLeaf(cells, bytes, overflow, lastRowid);
      cells = 0;
      bytes = 0;
      overflow = 0;
    }
  }

  private static int cellSize(long rowid, int payload, int local) {
    return Varint.size(payload)
        + Varint.size(rowid)
        + local
        + (local == payload ? 0 : PAGE_POINTER);
  }

  private void addLeaf(int cells, int bytes, int overflow, long lastRowid) {
    if (leaves == leafPages.length) {
      int length = leaves * 2;
      leafPages = Arrays.copyOf(leafPages, length);
      leafCells = Arrays.copyOf(leafCells, length);
      leafBytes = Arrays.copyOf(leafBytes, length);
      leafOverflow = Arrays.copyOf(leafOverflow, length);
      lastRowids = Arrays.copyOf(lastRowids, length);
    }
    leafCells[leaves] = cells;
    leafBytes[leaves] = bytes;
    leafOverflow[leaves] = overflow;
    lastRowids[leaves++] = lastRowid;
  }

  /** Groups children under interior pages; returns the largest rowid below each of these. */
  private long[] planLevel(long[] keys) {
    int capacity = geometry.pageSize() - INTERIOR_HEADER - reserve;
    int[] starts = new int[keys.length + 1];
    int pages = 1;
    int bytes = 0;
    for (int child = 1; child < keys.length; child++) {
      int size = PAGE_POINTER + Varint.size(keys[child - 1]) + CELL_POINTER;
      if (bytes + size > capacity) {
        starts[pages++] = child;
        bytes = 0;
      } else {
        bytes += size;
      }
    }
    // An interior page needs at least one cell, which means two children.
    if (pages > 1 && starts[pages - 1] == keys.length - 1) {
      starts[pages - 1]--;
    }
    starts[pages] = keys.length;
    long[] parents = new long[pages];
    for (int page = 0; page < pages; page++) {
      parents[page] = keys[starts[page + 1] - 1];
    }
    levels.add(new Level(Arrays.copyOf(starts, pages + 1), keys, new int[pages]));
    return parents;
  }

  int leaves() {
    return leaves;
  }

  /** Bytes of its leaves and of their overflow pages. */
  long bytes() {
    long pages = leaves;
    for (int leaf = 0; leaf < leaves; leaf++) {
      pages += leafOverflow[leaf];
    }
    return pages * geometry.pageSize();
  }

  /** All its pages: the interior ones, then the leaves. */
  PageSection whole() {
    PageSection interior = interior();
    PageSection all = leaves(0, leaves);
    return new PageSection() {
      @Override
      public void assign(PageNumbers numbers) {
        interior.assign(numbers);
        all.assign(numbers);
      }

      @Override
      public void write(PageOutput out) throws IOException {
        interior.write(out);
        all.write(out);
      }
    };
  }

  /** The interior pages, root first; none where the only leaf is the root. */
  PageSection interior() {
    return new PageSection() {
      @Override
      public void assign(PageNumbers numbers) {
        for (int i = levels.size() - 1; i >= 0; i--) {
          int[] pages = levels.get(i).pages();
          for (int page = 0; page < pages.length; page++) {
            pages[page] = numbers.take();
          }
        }
      }

      @Override
      public void write(PageOutput out) throws IOException {
        writeInterior(out);
      }
    };
  }

  /** Leaves {@code from} to before {@code to}, each followed by its rows' overflow pages. */
  PageSection leaves(int from, int to) {
    return new PageSection() {
      @Override
      public void assign(PageNumbers numbers) {
        for (int leaf = from; leaf < to; leaf++) {
          leafPages[leaf] = numbers.take();
          numbers.skip(leafOverflow[leaf]);
        }
      }

      @Override
      public void write(PageOutput out) throws IOException {
        writeLeaves(from, to, out);
      }
    };
  }

  /** The root, once pages are assigned. */
  int root() {
    return levels.isEmpty() ? leafPages[0] : levels.get(levels.size() - 1).pages()[0];
  }

  private void writeInterior(PageOutput out) throws IOException {
    PageBuilder builder = new PageBuilder(geometry);
    for (int i = levels.size() - 1; i >= 0; i--) {
      Level level = levels.get(i);
      int[] children = i == 0 ? leafPages : levels.get(i - 1).pages();
      for (int page = 0; page < level.pages().length; page++) {
        int last = level.starts()[page + 1] - 1;
        int bytes = 0;
        for (int child = level.starts()[page]; child < last; child++) {
          bytes += PAGE_POINTER + Varint.size(level.keys()[child]);
        }
        builder.start(level.pages()[page], PageBuilder.TABLE_INTERIOR, bytes);
        for (int child = level.starts()[page]; child < last; child++) {
          int at = builder.cell(PAGE_POINTER + Varint.size(level.keys()[child]));
          builder.pointer(at, children[child]);
          Varint.put(builder.bytes(), at + PAGE_POINTER, level.keys()[child]);
        }
        builder.rightChild(children[last]);
        builder.finish(out);
      }
    }
  }

  private void writeLeaves(int from, int to, PageOutput out) throws IOException {
    if (from < to) {
      LeafWriter writer = new LeafWriter(from, out);
      long before = from == 0 ? Long.MIN_VALUE : lastRowids[from - 1] + 1;
      rows.write(before, lastRowids[to - 1], writer);
      writer.end(to);
    }
  }

  /** The second pass over the rows. */
  private final class LeafWriter implements TableRows.Records {

    private final PageOutput out;
    private final PageBuilder builder = new PageBuilder(geometry);
    private final byte[] page = builder.bytes();
    private int leaf;
    private int cells;

    /** A record that does not fit into its cell, until it is whole. */
    private byte[] payload = new byte[0];

    private int payloadSize;
    private int payloadCell;

    LeafWriter(int leaf, PageOutput out) {
      this.leaf = leaf;
      this.out = out;
      startLeaf();
    }

    private void startLeaf() {
      builder.start(leafPages[leaf], PageBuilder.TABLE_LEAF, leafBytes[leaf]);
      cells = leafCells[leaf];
    }

    @Override
    public int room() throws IOException {
      if (payloadSize > 0) {
        endPayload();
      }
      if (cells == 0) {
        builder.finish(out);
        leaf++;
        startLeaf();
      }
      return cells;
    }

    @Override
    public PageBuilder page(int rows) {
      cells -= rows;
      return builder;
    }

    @Override
    public int next(long rowid, int size) throws IOException {
      cells = room() - 1;
      int local = geometry.tableLocal(size);
      int at = builder.cell(cellSize(rowid, size, local));
      at = Varint.put(page, at, size);
      at = Varint.put(page, at, rowid);
      return local == size ? at : startPayload(at, size);
    }

    private int startPayload(int cell, int size) {
      payloadCell = cell;
      payloadSize = size;
      if (payload.length < size + TableRows.SLACK) {
        payload = new byte[Math.max(size + TableRows.SLACK, payload.length * 2)];
      }
      return 0;
    }

    private void endPayload() {
      builder.payload(payloadCell, payload, payloadSize, geometry.tableLocal(payloadSize));
      payloadSize = 0;
    }

    @Override
    public byte[] bytes() {
      return payloadSize > 0 ? payload : page;
    }

    /** Writes the last leaf. */
    void end(int to) throws IOException {
      if (payloadSize > 0) {
        endPayload();
      }
      if (cells > 0 || leaf + 1 != to) {
        throw new IllegalStateException("Expected the rows of the first pass, found fewer");
      }
      builder.finish(out);
    }
  }
}
