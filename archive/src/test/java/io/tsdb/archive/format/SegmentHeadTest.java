package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.RollupWidth;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of pages: head, leaves of sample by time, leaves of search_data. */
class SegmentHeadTest {

  private static final int TABLE_INTERIOR = 5;
  private static final int TABLE_LEAF = 13;

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 65536})
  void head_hasEveryPageButLeavesOfSampleAndSearch(int pageSize) throws Exception {
    List<Event> events = IntStream.range(0, 20_000).mapToObj(Events::mixed).toList();
    byte[] file = Events.segment(events, pageSize, scratch);
    try (SegmentReader reader = SegmentReader.of(file)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      int head = number(reader, "SELECT value FROM segment WHERE key = 'head_pages'");
      List<Integer> sample = leaves(file, pageSize, root(reader, "sample"));
      List<Integer> search = leaves(file, pageSize, root(reader, "search_data"));
      assertThat(search.get(0)).isLessThanOrEqualTo(head);
      // Without overflow, what follows the head is exactly these leaves, in order.
      List<Integer> data = new ArrayList<>(sample);
      data.addAll(search.subList(1, search.size()));
      assertThat(data)
          .isEqualTo(IntStream.rangeClosed(head + 1, file.length / pageSize).boxed().toList());
    }
  }

  @Test
  void overflowPages_followTheirLeaf() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      events.add(Events.text(Events.START + i, Events.PUMP, "x".repeat(10_000)));
    }
    int pageSize = 4096;
    byte[] file = Events.segment(events, pageSize, scratch);
    try (SegmentReader reader = SegmentReader.of(file)) {
      int head = number(reader, "SELECT value FROM segment WHERE key = 'head_pages'");
      List<Integer> sample = leaves(file, pageSize, root(reader, "sample"));
      // Each text keeps some bytes in its leaf, the others fill two overflow pages.
      int next = head + 1;
      for (int leaf : sample) {
        assertThat(leaf).isEqualTo(next);
        int cells = ByteBuffer.wrap(file).getShort((leaf - 1) * pageSize + 3);
        next = leaf + 1 + 2 * cells;
      }
    }
  }

  @Test
  void rollups_byHourOfADayOf100Series_lieInTheHead() throws Exception {
    try (SegmentReader reader = dayOf(100)) {
      assertThat(reader.query("SELECT count(*) FROM rollup_hour")).containsExactly("2400");
      assertThat(lastPage(reader, "rollup_hour"))
          .isLessThanOrEqualTo(
              number(reader, "SELECT value FROM segment WHERE key = 'head_pages'"));
    }
  }

  @Test
  void rollups_ofMore_lieAfterTheRows() throws Exception {
    try (SegmentReader reader = dayOf(200)) {
      assertThat(reader.query("SELECT count(*) FROM rollup_hour")).containsExactly("4800");
      assertThat(
              number(
                  reader,
                  "SELECT min(pageno) FROM dbstat WHERE name = 'rollup_hour'"
                      + " AND pagetype = 'leaf'"))
          .isGreaterThan(lastPage(reader, "sample"));
    }
  }

  private SegmentReader dayOf(int series) throws Exception {
    long day = RollupWidth.DAY.start(Events.START);
    int rows = 5 * 24 * series;
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Labels labels = Labels.of(Map.of("sensor", "s" + i % series));
      events.add(Events.number(day + RollupWidth.DAY.millis() * i / rows, labels, i / 3.0));
    }
    return SegmentReader.of(Events.segment(events, 4096, scratch));
  }

  private static int lastPage(SegmentReader reader, String table) throws Exception {
    return number(reader, "SELECT max(pageno) FROM dbstat WHERE name = '" + table + "'");
  }

  private static int root(SegmentReader reader, String table) throws Exception {
    return number(reader, "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
  }

  private static int number(SegmentReader reader, String sql) throws Exception {
    return Integer.parseInt(reader.query(sql).get(0));
  }

  /** The leaves of a table in order of rowid, found as the file format says. */
  private static List<Integer> leaves(byte[] file, int pageSize, int page) {
    ByteBuffer bytes = ByteBuffer.wrap(file, (page - 1) * pageSize, pageSize).slice();
    if (bytes.get(0) == TABLE_LEAF) {
      return List.of(page);
    }
    assertThat(bytes.get(0)).isEqualTo((byte) TABLE_INTERIOR);
    List<Integer> leaves = new ArrayList<>();
    for (int cell = 0; cell < bytes.getShort(3); cell++) {
      int at = Short.toUnsignedInt(bytes.getShort(12 + 2 * cell));
      leaves.addAll(leaves(file, pageSize, bytes.getInt(at)));
    }
    leaves.addAll(leaves(file, pageSize, bytes.getInt(8)));
    return leaves;
  }
}
