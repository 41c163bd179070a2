package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text search by FTS5 over a segment that was laid out without it. */
class SegmentSearchTest {

  private static final Labels ORDER_111 =
      Labels.of(Map.of("order_id", "111", "product_name", "Terracotta Coffee Mug"));
  private static final Labels ORDER_222 =
      Labels.of(Map.of("order_id", "222", "product_name", "Walnut Desk"));

  private static final List<Event> EVENTS =
      List.of(
          Events.text(START, ORDER_111, "Someone really enjoyed their order."),
          Events.number(START + 1, ORDER_111, 19.9),
          Events.text(START + 2, ORDER_222, "A desk is no mug, order 111 said"),
          Events.number(START + 3, ORDER_222, 111),
          Events.text(START + 4, Labels.NONE, "Äußerst schön: CAFÉ"),
          Events.text(START + 5, ORDER_222, ""));

  @TempDir private Path folder;

  @Test
  void match_labelKeyAndValue_findsEventsWithAndWithoutText() throws Exception {
    assertThat(match("order_id 111")).containsExactly(0, 1, 2);
    assertThat(match("\"order_id 111\"")).containsExactly(0, 1);
    assertThat(match("labels : 111")).containsExactly(0, 1);
  }

  @Test
  void match_termPhrasePrefixBoolean() throws Exception {
    assertThat(match("mug")).containsExactly(0, 1, 2);
    assertThat(match("\"coffee mug\"")).containsExactly(0, 1);
    assertThat(match("enjoy*")).containsExactly(0);
    assertThat(match("desk NOT mug")).containsExactly(3, 5);
    assertThat(match("cafe OR enjoyed")).containsExactly(0, 4);
    assertThat(match("NEAR(order said, 2)")).containsExactly(2);
    assertThat(match("nothing")).isEmpty();
  }

  /**
   * Leaves of search_data lie in order of rowid (SegmentHeadTest), so ids without gap are one
   * range.
   */
  @Test
  void postingsOfATerm_areOnConsecutivePages() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      events.add(Events.text(START + i, ORDER_222, "common w" + i % 5000));
    }
    try (SegmentReader reader = Events.reader(events)) {
      // pages of postings: below those of the structure, and of the index of long postings
      String pages = "FROM search_data WHERE id > 10 AND (id >> 36) & 1 = 0";
      assertThat(reader.query("SELECT count(DISTINCT segid) FROM search_idx")).containsExactly("1");
      assertThat(reader.query("SELECT max(id) - min(id) + 1 = count(*), count(*) > 60 " + pages))
          .containsExactly("1|1");
      // the next term that begins on a page is several pages behind that of the common one
      assertThat(
              reader.query(
                  "SELECT max(next - pgno) > 10 FROM (SELECT pgno >> 1 AS pgno,"
                      + " lead(pgno >> 1) OVER (ORDER BY pgno) AS next FROM search_idx)"))
          .containsExactly("1");
    }
  }

  private static List<Integer> match(String query) throws Exception {
    try (SegmentReader reader = Events.reader(EVENTS)) {
      String literal = "'" + query.replace("'", "''") + "'";
      // Only an event without text is found through its series.
      return reader
          .query(
              "SELECT ts - "
                  + START
                  + " FROM sample WHERE text IS NOT NULL AND n IN (SELECT rowid FROM search WHERE"
                  + " search MATCH "
                  + literal
                  + ") OR text IS NULL AND series IN (SELECT rowid FROM series_search WHERE"
                  + " series_search MATCH "
                  + literal
                  + ") ORDER BY n")
          .stream()
          .map(Integer::valueOf)
          .toList();
    }
  }

  @Test
  void index_holdsOnlyWhatItServes() throws Exception {
    try (SegmentReader reader = Events.reader(EVENTS)) {
      assertThat(reader.query("SELECT rowid FROM search WHERE search MATCH 'desk OR mug OR cafe'"))
          .containsExactly("1", "3", "5", "6");
      assertThat(
              reader.query(
                  "SELECT labels ->> 'order_id' FROM series WHERE id IN (SELECT rowid FROM"
                      + " series_search WHERE series_search MATCH 'order_id') ORDER BY 1"))
          .containsExactly("111", "222");
      assertThat(reader.query("SELECT k, v FROM search_config")).containsExactly("version|4");
    }
    List<Event> onlyText = List.of(EVENTS.get(0), EVENTS.get(2));
    try (SegmentReader reader = Events.reader(onlyText)) {
      assertThat(
              reader.query("SELECT rowid FROM series_search WHERE series_search MATCH 'order_id'"))
          .isEmpty();
    }
  }

  @Test
  void integrityCheckOfFts5_passes() throws Exception {
    for (List<Event> events : List.of(EVENTS, List.<Event>of(), manyTexts())) {
      try (SegmentReader reader = Events.reader(events)) {
        reader.execute("INSERT INTO search(search) VALUES ('integrity-check')");
        reader.execute("INSERT INTO series_search(series_search) VALUES ('integrity-check')");
        assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      }
    }
  }

  @Test
  void match_everyTermOfManyTexts_findsTheRightRows() throws Exception {
    // Enough for a file as scratch, several index pages of one term, and doclist indexes.
    List<Event> events = manyTexts();
    SegmentFile file = SegmentFiles.writeOne(Events.batch(events), "w1", SealRange.of(1), folder);
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      for (int term = 0; term < 40; term++) {
        int wanted = term;
        List<String> expected =
            IntStream.range(0, events.size())
                .filter(i -> events.get(i).text().orElseThrow().contains(" term" + wanted + " "))
                .mapToObj(i -> "" + (i + 1))
                .toList();
        assertThat(reader.query("SELECT rowid FROM search WHERE search MATCH 'term" + term + "'"))
            .isEqualTo(expected);
      }
      assertThat(reader.query("SELECT count(*) FROM search WHERE search MATCH 'common'"))
          .containsExactly("" + events.size());
      assertThat(reader.query("SELECT rowid FROM search WHERE search MATCH 'unique17777'"))
          .containsExactly("17778");
    }
  }

  private static List<Event> manyTexts() {
    Random random = new Random(3);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      String text =
          "common unique" + i + " term" + random.nextInt(40) + " ok " + "filler ".repeat(40);
      events.add(Events.text(START + i, Events.PUMP, text));
    }
    return events;
  }
}
