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
 * The b-tree of a WITHOUT ROWID table, from its records in key order. Records are kept in memory.
 * Unlike in a table's tree, the record between two leaves stands in their parent.
 */
final class IndexTree implements PageSection {

  private final PageGeometry geometry;
  private final List<byte[]> records;

  /** From the leaves up to the root. */
  private final List<Level> levels = new ArrayList<>();

  /**
   * One level of pages.
   *
   * @param entries the records of this level and of all above, by number
   * @param starts the first entry of each page
   * @param ends the entry after the last one of each page; where there is a next page, this entry
   *     stands above the two
   * @param pages of this level
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Level(int[] entries, int[] starts, int[] ends, int[] pages) {}

  private IndexTree(PageGeometry geometry, List<byte[]> records) {
    this.geometry = geometry;
    this.records = records;
    int[] entries = new int[records.size()];
    Arrays.setAll(entries, i -> i);
    Level level = planLevel(entries);
    while (level.pages().length > 1) {
      int[] between = new int[level.pages().length - 1];
      for (int i = 0; i < between.length; i++) {
        between[i] = level.entries()[level.ends()[i]];
      }
      level = planLevel(between);
    }
  }

  /** Plans the tree of records that are sorted by their keys. */
  static IndexTree plan(PageGeometry geometry, List<byte[]> records) {
    return new IndexTree(geometry, records);
  }

  private Level planLevel(int[] entries) {
    boolean leaf = levels.isEmpty();
    int capacity = geometry.pageSize() - (leaf ? LEAF_HEADER : INTERIOR_HEADER);
    int[] starts = new int[entries.length + 1];
    int[] ends = new int[entries.length + 1];
    int pages = 0;
    int bytes = 0;
    for (int i = 0; i < entries.length; i++) {
      int size = cellSize(entries[i], leaf) + CELL_POINTER;
      if (bytes + size <= capacity) {
        bytes += size;
        continue;
      }
      // This entry goes up, unless no entry were left for the page after it.
      int end = i == entries.length - 1 ? i - 1 : i;
      ends[pages++] = end;
      starts[pages] = end + 1;
      bytes = end < i ? size : 0;
    }
    ends[pages++] = entries.length;
    Level level =
        new Level(
            entries, Arrays.copyOf(starts, pages), Arrays.copyOf(ends, pages), new int[pages]);
    levels.add(level);
    return level;
  }

  private int cellSize(int entry, boolean leaf) {
    int payload = records.get(entry).length;
    int local = geometry.indexLocal(payload);
    int size =
        Varint.size(payload)
            + local
            + (local == payload ? 0 : PAGE_POINTER)
            + (leaf ? 0 : PAGE_POINTER);
    // SQLite never makes a cell smaller than this, so that it can be freed.
    return Math.max(size, 4);
  }

  /** All pages, root first, each followed by the overflow pages of its records. */
  @Override
  public void assign(PageNumbers numbers) {
    for (int i = levels.size() - 1; i >= 0; i--) {
      Level level = levels.get(i);
      for (int page = 0; page < level.pages().length; page++) {
        level.pages()[page] = numbers.take();
        for (int entry = level.starts()[page]; entry < level.ends()[page]; entry++) {
          int payload = records.get(level.entries()[entry]).length;
          numbers.skip(geometry.overflowPages(payload, geometry.indexLocal(payload)));
        }
      }
    }
  }

  /** The root, once pages are assigned. */
  int root() {
    return levels.get(levels.size() - 1).pages()[0];
  }

  @Override
  public void write(PageOutput out) throws IOException {
    PageBuilder builder = new PageBuilder(geometry);
    for (int i = levels.size() - 1; i >= 0; i--) {
      Level level = levels.get(i);
      boolean leaf = i == 0;
      int[] children = leaf ? new int[0] : levels.get(i - 1).pages();
      for (int page = 0; page < level.pages().length; page++) {
        int bytes = 0;
        for (int entry = level.starts()[page]; entry < level.ends()[page]; entry++) {
          bytes += cellSize(level.entries()[entry], leaf);
        }
        builder.start(
            level.pages()[page], leaf ? PageBuilder.INDEX_LEAF : PageBuilder.INDEX_INTERIOR, bytes);
        for (int entry = level.starts()[page]; entry < level.ends()[page]; entry++) {
          byte[] record = records.get(level.entries()[entry]);
          int at = builder.cell(cellSize(level.entries()[entry], leaf));
          if (!leaf) {
            builder.pointer(at, children[entry]);
            at += PAGE_POINTER;
          }
          at = Varint.put(builder.bytes(), at, record.length);
          builder.payload(at, record, record.length, geometry.indexLocal(record.length));
        }
        if (!leaf) {
          builder.rightChild(children[level.ends()[page]]);
        }
        builder.finish(out);
      }
    }
  }
}
