package io.tsdb.archive.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Where everything in a segment lies. First the head: the schema, the small tables, every interior
 * page, and what text search starts from. Then the leaves of {@code sample} in order of time, each
 * followed by its rows' overflow pages. Then the leaves of large rollup tables, then those of
 * {@code search_data}, in order of terms.
 */
final class SegmentLayout {

  /** Rows between two entries of the time index {@code zone}. */
  static final int ZONE_ROWS = 1024;

  /** Bytes of leaves up to which all of a table lies in the head. */
  private static final int SMALL_TABLE = 1 << 20;

  private static final int BUFFER = 1 << 18;

  private final PageGeometry geometry;
  private final List<Entry> entries = new ArrayList<>();
  private final List<PageSection> head = new ArrayList<>();
  private final List<PageSection> data = new ArrayList<>();
  private final int headPages;
  private final int pages;

  /** A row of sqlite_schema. */
  private record Entry(String type, String name, String table, IntSupplier root, String sql) {}

  /**
   * Plans a segment: reads all rows once.
   *
   * @param rows of the batch, sorted
   */
  SegmentLayout(
      PageGeometry geometry,
      EventBatch batch,
      int[] rows,
      SeriesTable series,
      TextIndex text,
      SegmentFacts facts)
      throws IOException {
    this.geometry = geometry;
    FactsTable segment = new FactsTable(facts);
    table("segment", "(key TEXT PRIMARY KEY, value) WITHOUT ROWID", segment::root);
    head.add(segment);
    small("series", "(id INTEGER PRIMARY KEY, labels TEXT NOT NULL)", series.rows());
    small("zone", "(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL)", zone(batch, rows));
    addSample(new SampleRows(batch, rows, series, facts.firstSequence()));
    for (Rollup rollup : Rollups.of(batch, rows, series)) {
      addRollup(rollup);
    }
    addSearch("series_search", TextIndex.SERIES_SEARCH_SQL, text, false);
    addSearch("search", TextIndex.SEARCH_SQL, text, true);
    entries.add(new Entry("view", "events", "events", () -> 0, EventsView.sql(facts.labelKeys())));
    head.add(0, TableTree.planSchema(geometry, () -> schema().open()).whole());

    headPages = assign(head).count();
    segment.headPages = headPages;
    List<PageSection> all = new ArrayList<>(head);
    all.addAll(data);
    pages = assign(all).count();
  }

  private PageNumbers assign(List<PageSection> sections) {
    PageNumbers numbers = new PageNumbers(geometry);
    sections.forEach(section -> section.assign(numbers));
    return numbers;
  }

  private void table(String name, String columns, IntSupplier root) {
    entries.add(new Entry("table", name, name, root, "CREATE TABLE " + name + columns));
  }

  private void small(String name, String columns, TableRows rows) throws IOException {
    TableTree tree = TableTree.plan(geometry, rows);
    table(name, columns, tree::root);
    head.add(tree.whole());
  }

  private static TableRows zone(EventBatch batch, int[] rows) {
    StoredRows zone = new StoredRows();
    for (int n = 1; n <= rows.length; n++) {
      if (n % ZONE_ROWS == 1 || n == rows.length) {
        zone.add(n, new RecordBuilder().addNull().add(batch.time(rows[n - 1])).toBytes());
      }
    }
    return zone;
  }

  private void addSample(SampleRows rows) throws IOException {
    TableTree tree = TableTree.plan(geometry, rows);
    table(
        "sample",
        "(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL, series INTEGER NOT NULL, value REAL,"
            + " text TEXT, seq INTEGER NOT NULL, id TEXT)",
        tree::root);
    head.add(tree.interior());
    data.add(tree.leaves(0, tree.leaves()));
  }

  private void addRollup(Rollup rollup) {
    IndexTree tree = IndexTree.plan(geometry, rollup);
    table(rollup.width().table(), Rollup.COLUMNS, tree::root);
    head.add(tree.interior());
    (tree.leafBytes() <= SMALL_TABLE ? head : data).add(tree.leaves());
  }

  private void addSearch(String name, String sql, TextIndex text, boolean large)
      throws IOException {
    TableTree tree = TableTree.plan(geometry, text.dataRows(name));
    IndexTree index = IndexTree.plan(geometry, text.indexRecords(name));
    IndexTree config = IndexTree.plan(geometry, text.configRecords(name));
    entries.add(new Entry("table", name, name, () -> 0, sql));
    shadow(name + "_data", text, tree::root);
    shadow(name + "_idx", text, index::root);
    shadow(name + "_config", text, config::root);
    head.add(config.whole());
    head.add(index.whole());
    head.add(tree.interior());
    // The first leaf has the index's structure; every search reads it.
    int leavesInHead = large ? 1 : tree.leaves();
    head.add(tree.leaves(0, leavesInHead));
    data.add(tree.leaves(leavesInHead, tree.leaves()));
  }

  private void shadow(String name, TextIndex text, IntSupplier root) throws IOException {
    entries.add(new Entry("table", name, name, root, text.sql(name)));
  }

  /** The rows of sqlite_schema. Roots take four bytes, so that they may be assigned later. */
  private StoredRows schema() {
    StoredRows rows = new StoredRows();
    for (Entry entry : entries) {
      RecordBuilder record = new RecordBuilder();
      record.add(entry.type()).add(entry.name()).add(entry.table());
      record.addInt4(entry.root().getAsInt()).add(entry.sql());
      rows.add(rows.size() + 1, record.toBytes());
    }
    return rows;
  }

  /** Size of the head in bytes. */
  int headBytes() {
    return Math.multiplyExact(headPages, geometry.pageSize());
  }

  /** Size of the file in bytes. */
  long bytes() {
    return (long) pages * geometry.pageSize();
  }

  /** Writes the file: reads all rows again. The stream is not closed. */
  void write(OutputStream target) throws IOException {
    OutputStream buffered = new BufferedOutputStream(target, BUFFER);
    PageOutput out = new PageOutput(buffered, geometry, DatabaseHeader.of(geometry, pages));
    for (PageSection section : head) {
      section.write(out);
    }
    for (PageSection section : data) {
      section.write(out);
    }
    buffered.flush();
  }

  /** Table {@code segment}, one of whose facts is known only when all pages are assigned. */
  private final class FactsTable implements PageSection {

    private final SegmentFacts facts;
    private int headPages;
    private IndexTree tree;

    FactsTable(SegmentFacts facts) {
      this.facts = facts;
      this.tree = IndexTree.plan(geometry, facts.records(0));
    }

    int root() {
      return tree.root();
    }

    @Override
    public void assign(PageNumbers numbers) {
      tree = IndexTree.plan(geometry, facts.records(headPages));
      tree.whole().assign(numbers);
    }

    @Override
    public void write(PageOutput out) throws IOException {
      tree.whole().write(out);
    }
  }
}
