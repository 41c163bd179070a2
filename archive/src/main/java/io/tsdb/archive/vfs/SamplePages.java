package io.tsdb.archive.vfs;

import io.tsdb.archive.range.ByteRange;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows which bytes of a segment hold which rows of table {@code sample}. In a segment the leaves
 * of {@code sample} lie in order of time, each followed by its overflow pages, and after them those
 * of other large tables; in a file of another layout, overflow pages are left to be read on demand.
 */
final class SamplePages {

  private static final String ROOTS =
      "SELECT name, rootpage FROM sqlite_schema"
          + " WHERE type = 'table' AND name IN ('sample', 'series', 'search_data',"
          + " 'series_search_data', 'rollup_minute', 'rollup_hour', 'rollup_day')";

  private final TableLeaves leaves;
  private final Optional<TableLeaves> postings;
  private final int pageSize;

  /** Whether the layout is known: the segment tells the size of its head. */
  private final boolean laidOut;

  /** The first page that does not belong to {@code sample}'s leaves and their overflow pages. */
  private final int end;

  private SamplePages(
      TableLeaves leaves, Optional<TableLeaves> postings, int pageSize, boolean laidOut, int end) {
    this.leaves = leaves;
    this.postings = postings;
    this.pageSize = pageSize;
    this.laidOut = laidOut;
    this.end = end;
  }

  /**
   * Reads where the tables are, all of it from the head.
   *
   * @param headPages pages of the head; 0 if that is not known
   * @throws CorruptSegmentException if there is no table {@code sample}
   */
  static SamplePages find(
      SegmentDatabase database, RangeReader reader, String key, SegmentHeader header, int headPages)
      throws IOException, SQLException {
    Map<String, Integer> roots = roots(database);
    if (!roots.containsKey("sample")) {
      throw new CorruptSegmentException(key, "expected a table sample, found none");
    }
    TableLeaves leaves = new TableLeaves(reader, key, header, roots.remove("sample"), headPages);
    int end = header.pages() + 1;
    if (headPages > 0) {
      for (int root : roots.values()) {
        int first = new TableLeaves(reader, key, header, root, headPages).firstAfterHead();
        end = first > 0 ? Math.min(end, first) : end;
      }
    }
    Optional<TableLeaves> postings =
        Optional.ofNullable(roots.get("search_data"))
            .map(root -> new TableLeaves(reader, key, header, root, headPages));
    return new SamplePages(leaves, postings, header.pageSize(), headPages > 0, end);
  }

  private static Map<String, Integer> roots(SegmentDatabase database) throws SQLException {
    Map<String, Integer> roots = new HashMap<>();
    try (CachedStatement statement = database.prepare(ROOTS);
        ResultSet row = statement.query()) {
      while (row.next()) {
        roots.put(row.getString(1), row.getInt(2));
      }
    }
    return roots;
  }

  /**
   * The bytes of the given rows.
   *
   * @throws CorruptSegmentException if the interior pages are not a B-tree
   */
  List<ByteRange> of(RowRange rows) throws IOException {
    if (rows.isEmpty()) {
      return List.of();
    }
    // SQLite reads one row further, to see that the range has ended
    long last = Math.min(rows.last(), Long.MAX_VALUE - 1) + 1;
    return bytes(leaves.of(new RowRange(rows.first(), last)));
  }

  /**
   * The bytes of one row that is looked up.
   *
   * @throws CorruptSegmentException if the interior pages are not a B-tree
   */
  List<ByteRange> ofRow(long row) throws IOException {
    return bytes(leaves.of(new RowRange(row, row)));
  }

  /** Where the postings of the text index lie, if there is one. */
  Optional<TableLeaves> postings() {
    return postings;
  }

  private List<ByteRange> bytes(TableLeaves.Leaves found) {
    List<Integer> pages = found.pages();
    List<ByteRange> ranges = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      int next = found.next() == 0 ? end : found.next();
      ranges.add(range(pages.get(i), i + 1 < pages.size() ? pages.get(i + 1) : next));
    }
    return ranges;
  }

  private ByteRange range(int leaf, int next) {
    long endPage = laidOut && next > leaf ? next : leaf + 1L;
    return new ByteRange((leaf - 1L) * pageSize, (endPage - 1) * pageSize);
  }
}
