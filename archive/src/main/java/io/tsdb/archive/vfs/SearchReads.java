package io.tsdb.archive.vfs;

import io.tsdb.archive.range.ByteRange;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.vfs.SearchTerms.Term;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Has fetched what a full-text search is going to read, in two steps: the postings of its terms,
 * which the index {@code search_idx} in the head leads to, then the rows that these name. SQLite
 * alone would ask for one page after the other.
 *
 * <p>It only ever guesses: what it leaves out is read on demand, and a query that FTS5 does not
 * understand is left to the statement that runs it.
 */
final class SearchReads {

  /**
   * A page of FTS5 has the rowid {@code segment << 37 | page} in {@code search_data}; see
   * FTS5_SEGMENT_ROWID in SQLite's fts5_index.c.
   */
  private static final int SEGMENT_SHIFT = 37;

  /** Most pages of postings of one term, some 4 KB each. */
  private static final long MOST_PAGES = 256;

  /** Most hits whose rows are found one by one. */
  private static final int MOST_HITS = 1000;

  /** Rows nearer to each other than this on average are read as one: a request costs as much. */
  private static final long NEAR_BYTES = 1 << 20;

  private final SegmentDatabase database;
  private final RangeReader reader;
  private final SegmentHeader header;
  private final SamplePages samples;
  private final TableLeaves postings;

  /**
   * @param postings of table {@code search_data}
   */
  SearchReads(
      SegmentDatabase database,
      RangeReader reader,
      SegmentHeader header,
      SamplePages samples,
      TableLeaves postings) {
    this.database = database;
    this.reader = reader;
    this.header = header;
    this.samples = samples;
    this.postings = postings;
  }

  /**
   * Starts to fetch what a query finds among some rows.
   *
   * @throws SQLException also where FTS5 does not understand the query
   */
  void warm(String query, SearchTables tables, RowRange rows) throws IOException, SQLException {
    if (tables == SearchTables.TEXTS_AND_SERIES && findsSeries(query)) {
      reader.warm(samples.of(rows));
      return;
    }
    warmPostings(query);
    warmHits(query, rows);
  }

  /** Starts to fetch the postings of the terms of a query. */
  void warmPostings(String query) throws IOException, SQLException {
    List<ByteRange> ranges = new ArrayList<>();
    long firstSegment = number("SELECT min(segid) FROM search_idx").orElse(0);
    long lastSegment = number("SELECT max(segid) FROM search_idx").orElse(-1);
    for (Term term : SearchTerms.of(query)) {
      for (long segment = firstSegment; segment <= lastSegment; segment++) {
        addPostings(segment, term, ranges);
      }
    }
    reader.warm(ranges);
  }

  private void addPostings(long segment, Term term, List<ByteRange> ranges)
      throws IOException, SQLException {
    OptionalLong first =
        page("segid = ? AND term <= ? ORDER BY term DESC LIMIT 1", segment, term.first());
    if (first.isEmpty()) {
      // it sorts before all terms that there are
      return;
    }
    long most = first.getAsLong() + MOST_PAGES;
    long next =
        page("segid = ? AND term > ? ORDER BY term LIMIT 1", segment, term.last()).orElse(most);
    long base = segment << SEGMENT_SHIFT;
    // the page where the next term begins may begin with the end of this one's postings
    RowRange rows = new RowRange(base + first.getAsLong(), base + Math.min(next, most));
    List<Integer> leaves = postings.of(rows).pages();
    if (!leaves.isEmpty()) {
      long start = (leaves.get(0) - 1L) * header.pageSize();
      long end = (long) leaves.get(leaves.size() - 1) * header.pageSize();
      if (start < end) {
        ranges.add(new ByteRange(start, end));
      }
    }
  }

  private OptionalLong page(String condition, long segment, byte[] term) throws SQLException {
    // the lowest bit tells of an index of long postings
    try (CachedStatement select =
        database.prepare("SELECT pgno >> 1 FROM search_idx WHERE " + condition)) {
      select.set(1, segment);
      select.set(2, term);
      return number(select.query());
    }
  }

  private OptionalLong number(String sql) throws SQLException {
    try (CachedStatement select = database.prepare(sql)) {
      return number(select.query());
    }
  }

  private static OptionalLong number(ResultSet row) throws SQLException {
    try (row) {
      if (!row.next()) {
        return OptionalLong.empty();
      }
      long value = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /** Whether a query finds a series that has events without text. */
  private boolean findsSeries(String query) throws SQLException {
    try (CachedStatement select =
        database.prepare("SELECT rowid FROM series_search WHERE series_search MATCH ? LIMIT 1")) {
      select.set(1, query);
      return number(select.query()).isPresent();
    }
  }

  /** Starts to fetch the rows that a query finds among some; reads its postings. */
  private void warmHits(String query, RowRange rows) throws IOException, SQLException {
    List<Long> hits = hits(query, rows);
    if (hits.isEmpty()) {
      return;
    }
    long last = hits.get(hits.size() - 1);
    if (hits.size() == MOST_HITS) {
      List<ByteRange> span = samples.of(new RowRange(hits.get(0), last));
      long bytes = span.get(span.size() - 1).end() - span.get(0).start();
      if (bytes / MOST_HITS < NEAR_BYTES) {
        reader.warm(samples.of(new RowRange(hits.get(0), rows.last())));
        return;
      }
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (long hit : hits) {
      ranges.addAll(samples.ofRow(hit));
    }
    reader.warm(ranges);
  }

  private List<Long> hits(String query, RowRange rows) throws SQLException {
    List<Long> hits = new ArrayList<>();
    try (CachedStatement select =
        database.prepare(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? LIMIT "
                + MOST_HITS)) {
      select.set(1, query);
      select.set(2, rows.first());
      select.set(3, rows.last());
      try (ResultSet row = select.query()) {
        while (row.next()) {
          hits.add(row.getLong(1));
        }
      }
    }
    return hits;
  }
}
