package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

/**
 * Where everything in a segment lies. First the head: the schema, the small tables, every interior
 * page, and what text search starts from. Then the leaves of {@code sample} in order of time, each
 * followed by its rows' overflow pages. Then the leaves of other large tables, those of {@code
 * search_data}, in order of terms, at the end.
 */
final class SegmentLayout {

  /** Rows between two entries of the time index {@code zone}. */
  static final int ZONE_ROWS = 1024;

  /** Bytes of leaves up to which all of a table lies in the head. */
  private static final int SMALL_TABLE = 1 << 20;

  /**
   * The same for a rollup: some 3,000 of its rows, such as the hours of a day of 100 series.
   * Whoever opens a segment fetches its whole head, of which a rollup by minute would be the most,
   * though mostly only its rows at the ends of a range of time are read. What is not in the head,
   * on the other hand, takes two or three requests more, one after the other.
   */
  private static final int SMALL_ROLLUP = 256 << 10;

  private final PageGeometry geometry;
  private final List<Entry> entries = new ArrayList<>();
  private final List<PageSection> head = new ArrayList<>();
  private final List<PageSection> samples = new ArrayList<>();

  /** Leaves of tables that are too large for the head, and of the text index. */
  private final List<PageSection> others = new ArrayList<>();

  private final ChecksumTable checksum;
  private int headPages;
  private int pages;

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
      SortedRows rows,
      SeriesTable series,
      TextIndex text,
      SegmentFacts facts,
      Future<List<Rollup>> rollups)
      throws IOException {
    this.geometry = geometry;
    FactsTable segment = new FactsTable(facts);
    table("segment", "(key TEXT PRIMARY KEY, value) WITHOUT ROWID", segment::root);
    head.add(segment);
    addTable("series", "(id INTEGER PRIMARY KEY, labels TEXT NOT NULL)", series.rows());
    addTable("zone", "(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL)", zone(rows));
    checksum = new ChecksumTable(geometry);
    table("checksum", "(id INTEGER PRIMARY KEY, crc32c BLOB NOT NULL)", checksum::root);
    head.add(checksum);
    addSample(new SampleRows(batch, rows, series, facts.firstSequence()));
    for (Rollup rollup : SecondThread.result(rollups)) {
      addRollup(rollup);
    }
    addSearch("series_search", TextIndex.SERIES_SEARCH_SQL, text, false);
    addSearch("search", TextIndex.SEARCH_SQL, text, true);
    entries.add(new Entry("view", "events", "events", () -> 0, EventsView.sql(facts.labelKeys())));
    head.add(0, TableTree.planSchema(geometry, StoredRows.madeWhenRead(this::schema)).whole());

    assignPages(segment);
  }

  /** The head has the checksums of the data, so the size of either depends on the other's. */
  private void assignPages(FactsTable segment) throws IOException {
    List<PageSection> all = new ArrayList<>(head);
    all.addAll(samples);
    all.addAll(others);
    int groups = 0;
    do {
      checksum.resize(groups);
      headPages = assign(head).count();
      segment.headPages = headPages;
      pages = assign(all).count();
      groups = ChecksumTable.groups(bytes() - headBytes());
    } while (groups != checksum.groups());
  }

  private PageNumbers assign(List<PageSection> sections) {
    PageNumbers numbers = new PageNumbers(geometry);
    sections.forEach(section -> section.assign(numbers));
    return numbers;
  }

  private void table(String name, String columns, IntSupplier root) {
    entries.add(new Entry("table", name, name, root, "CREATE TABLE " + name + columns));
  }

  private void addTable(String name, String columns, TableRows rows) throws IOException {
    TableTree tree = TableTree.plan(geometry, rows);
    table(name, columns, tree::root);
    head.add(tree.interior());
    addLeaves(tree);
  }

  private void addLeaves(TableTree tree) {
    (tree.bytes() <= SMALL_TABLE ? head : others).add(tree.leaves(0, tree.leaves()));
  }

  private static TableRows zone(SortedRows rows) {
    StoredRows zone = new StoredRows();
    for (int position = 0; position < rows.size(); position += ZONE_ROWS) {
      addZone(zone, rows, position);
    }
    if (!rows.isEmpty() && rows.size() % ZONE_ROWS != 1) {
      addZone(zone, rows, rows.size() - 1);
    }
    return zone;
  }

  private static void addZone(StoredRows zone, SortedRows rows, int position) {
    zone.add(position + 1L, new RecordBuilder().addNull().add(rows.time(position)).toBytes());
  }

  private void addSample(SampleRows rows) throws IOException {
    TableTree tree = TableTree.plan(geometry, rows);
    table(
        "sample",
        "(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL, series INTEGER NOT NULL, value REAL,"
            + " text TEXT, seq INTEGER NOT NULL, id TEXT)",
        tree::root);
    head.add(tree.interior());
    samples.add(tree.leaves(0, tree.leaves()));
  }

  private void addRollup(Rollup rollup) {
    IndexTree tree = IndexTree.plan(geometry, rollup);
    table(rollup.width().table(), Rollup.COLUMNS, tree::root);
    head.add(tree.interior());
    (tree.leafBytes() <= SMALL_ROLLUP ? head : others).add(tree.leaves());
  }

  private void addSearch(String name, String sql, TextIndex text, boolean events)
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
    if (events || tree.bytes() > SMALL_TABLE) {
      // The first leaf has the index's structure; every search reads it.
      head.add(tree.leaves(0, 1));
      others.add(tree.leaves(1, tree.leaves()));
    } else {
      addLeaves(tree);
    }
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

  /**
   * Writes the file, the head last: reads all rows again. The output is not closed.
   *
   * @param second takes a part of the work
   */
  void write(SegmentOutput output, SecondThread second) throws IOException {
    try (GroupStream groups = new GroupStream(output, second, headBytes(), checksum.groups())) {
      PageOutput dataPages = new PageOutput(groups, geometry, headPages);
      for (PageSection section : samples) {
        section.write(dataPages);
      }
      for (PageSection section : others) {
        section.write(dataPages);
      }
      groups.flush();
      checksum.set(groups.checksums());
    }
    byte[] bytes = head();
    output.write(0, ByteBuffer.wrap(bytes));
  }

  private byte[] head() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(headBytes());
    PageOutput headPages = new PageOutput(bytes, geometry, 0);
    for (PageSection section : head) {
      section.write(headPages);
    }
    byte[] all = bytes.toByteArray();
    ByteBuffer.wrap(all)
        .put(DatabaseHeader.of(geometry, pages, checksum.root()))
        .putInt(SegmentHead.CRC_OFFSET, SegmentHead.checksum(all));
    return all;
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
