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
 * The b-tree of a WITHOUT ROWID table, from its records in key order. Unlike in a table's tree, the
 * record between two leaves stands in their parent. Only the pages' outlines are kept in memory.
 */
final class IndexTree {

  private final PageGeometry geometry;
  private final IndexRecords records;

  /** From the leaves up to the root. */
  private final List<Level> levels = new ArrayList<>();

  private IndexTree(PageGeometry geometry, IndexRecords records) {
    this.geometry = geometry;
    this.records = records;
    Level level = new Level(new int[0], records.count());
    levels.add(level);
    while (level.pages > 1) {
      int[] between = new int[level.pages - 1];
      for (int page = 0; page < between.length; page++) {
        between[page] = level.record(level.end(page));
      }
      level = new Level(between, between.length);
      levels.add(level);
    }
  }

  /** Plans the tree of records: reads their sizes once. */
  static IndexTree plan(PageGeometry geometry, IndexRecords records) {
    return new IndexTree(geometry, records);
  }

  /** Plans the tree of a small table. */
  static IndexTree plan(PageGeometry geometry, List<byte[]> records) {
    return plan(geometry, IndexRecords.of(records));
  }

  /** The root, once pages are assigned. */
  int root() {
    return levels.get(levels.size() - 1).numbers[0];
  }

  /** Bytes of all leaves, without overflow pages. */
  long leafBytes() {
    return (long) levels.get(0).pages * geometry.pageSize();
  }

  /** The leaves, each followed by the overflow pages of its records. */
  PageSection leaves() {
    return section(0, 1);
  }

  /** The interior pages, root first; none where the only leaf is the root. */
  PageSection interior() {
    return section(1, levels.size());
  }

  /** All its pages: the interior ones, then the leaves. */
  PageSection whole() {
    return section(0, levels.size());
  }

  /** The levels {@code from} to before {@code to}, the highest first. */
  private PageSection section(int from, int to) {
    return new PageSection() {
      @Override
      public void assign(PageNumbers numbers) {
        for (int level = to - 1; level >= from; level--) {
          levels.get(level).assign(numbers);
        }
      }

      @Override
      public void write(PageOutput out) throws IOException {
        for (int level = to - 1; level >= from; level--) {
          int[] children = level == 0 ? new int[0] : levels.get(level - 1).numbers;
          levels.get(level).write(children, out);
        }
      }
    };
  }

  /** One level of pages. Its entries are the records of this level and of all above. */
  private final class Level {

    private final boolean leaf = levels.isEmpty();

    /** The entries' records; empty on the lowest level, whose entries are all records. */
    private final int[] entries;

    private final int count;
    private int pages;

    /** The first entry of each page; the one before it stands above the two pages. */
    private int[] starts = new int[4];

    private int[] cellBytes = new int[4];
    private int[] overflow = new int[4];
    private int[] numbers = {};

    Level(int[] entries, int count) {
      this.entries = entries;
      this.count = count;
      plan();
    }

    int record(int entry) {
      return leaf ? entry : entries[entry];
    }

    /** The entry after the last one of a page. */
    int end(int page) {
      return page + 1 < pages ? starts[page + 1] - 1 : count;
    }

    private void plan() {
      int capacity = geometry.pageSize() - (leaf ? LEAF_HEADER : INTERIOR_HEADER);
      int start = 0;
      int bytes = 0;
      int overflowing = 0;
      int lastBytes = 0;
      int lastOverflowing = 0;
      for (int entry = 0; entry < count; entry++) {
        int payload = records.size(record(entry));
        int size = cellSize(payload);
        int more = geometry.overflowPages(payload, geometry.indexLocal(payload));
        if (bytes + size + (entry - start + 1) * CELL_POINTER <= capacity) {
          bytes += size;
          overflowing += more;
        } else if (entry < count - 1) {
          // This entry goes up.
          add(start, bytes, overflowing);
          start = entry + 1;
          bytes = 0;
          overflowing = 0;
        } else {
          // No entry were left for the page after it: the one before it goes up instead.
          add(start, bytes - lastBytes, overflowing - lastOverflowing);
          start = entry;
          bytes = size;
          overflowing = more;
        }
        lastBytes = size;
        lastOverflowing = more;
      }
      add(start, bytes, overflowing);
      numbers = new int[pages];
    }

    private void add(int start, int bytes, int overflowing) {
      if (pages == starts.length) {
        starts = Arrays.copyOf(starts, pages * 2);
        cellBytes = Arrays.copyOf(cellBytes, pages * 2);
        overflow = Arrays.copyOf(overflow, pages * 2);
      }
      starts[pages] = start;
      cellBytes[pages] = bytes;
      overflow[pages++] = overflowing;
    }

    private int cellSize(int payload) {
      int local = geometry.indexLocal(payload);
      int size =
          Varint.size(payload)
              + local
              + (local == payload ? 0 : PAGE_POINTER)
              + (leaf ? 0 : PAGE_POINTER);
      // SQLite never makes a cell smaller than this, so that it can be freed.
      return Math.max(size, 4);
    }

    void assign(PageNumbers next) {
      for (int page = 0; page < pages; page++) {
        numbers[page] = next.take();
        next.skip(overflow[page]);
      }
    }

    void write(int[] children, PageOutput out) throws IOException {
      PageBuilder builder = new PageBuilder(geometry);
      byte[] overflowing = new byte[0];
      int type = leaf ? PageBuilder.INDEX_LEAF : PageBuilder.INDEX_INTERIOR;
      for (int page = 0; page < pages; page++) {
        builder.start(numbers[page], type, cellBytes[page]);
        for (int entry = starts[page]; entry < end(page); entry++) {
          int record = record(entry);
          int payload = records.size(record);
          int local = geometry.indexLocal(payload);
          int at = builder.cell(cellSize(payload));
          if (!leaf) {
            builder.pointer(at, children[entry]);
            at += PAGE_POINTER;
          }
          at = Varint.put(builder.bytes(), at, payload);
          if (local == payload) {
            records.write(record, builder.bytes(), at);
            continue;
          }
          if (overflowing.length < payload + TableRows.SLACK) {
            overflowing = new byte[payload + TableRows.SLACK];
          }
          records.write(record, overflowing, 0);
          builder.payload(at, overflowing, payload, local);
        }
        if (!leaf) {
          builder.rightChild(children[end(page)]);
        }
        builder.finish(out);
      }
    }
  }
}
