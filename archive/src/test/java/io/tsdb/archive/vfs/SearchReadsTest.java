package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.WatchedStore;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a full-text search in a segment of some 20 MB fetches. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SearchReadsTest {

  private static final int EVENTS = 20_000;
  private static final int HITS = 10;
  private static final String FILLING = "x".repeat(1000);

  @TempDir static Path folder;
  private static WatchedStore store;
  private static Segment segment;

  private SegmentDatabases databases;
  private SegmentDatabase database;

  /** Ten events, far from each other, have a needle; one in two the word common. */
  @BeforeAll
  static void writeSegment() throws Exception {
    store = new WatchedStore(new FileStore(folder.resolve("archive")));
    EventBatch batch = new EventBatch();
    for (int i = 0; i < EVENTS; i++) {
      boolean hit = i % (EVENTS / HITS) == EVENTS / HITS / 2;
      String text =
          (hit ? "Needlé " : i % 2 == 0 ? "common " : "rare ") + "word" + i % 700 + " " + FILLING;
      boolean bare = i % 1000 == 1;
      batch.add(
          i + 1L,
          new Event(
              1_700_000_000_000L + i,
              Labels.of(Map.of("host", bare ? "silent" : "h" + i % 3)),
              OptionalDouble.of(i),
              bare ? Optional.empty() : Optional.of(text),
              Optional.empty()));
    }
    SegmentFile file = SegmentFiles.writeOne(batch, "writer", SealRange.of(1), folder);
    segment = new Segment(file.name(), store.create(file.key(), Content.of(file.path())), store);
  }

  /** Opens the segment, so that its head is there and nothing else. */
  @BeforeEach
  void open() throws Exception {
    databases = new SegmentDatabases(ReadOptions.defaults());
    database = databases.open(segment);
    store.reset();
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    databases.close();
  }

  private void warm(String query) throws Exception {
    database.warmSearch(query, SearchTables.TEXTS_AND_SERIES, new RowRange(1, EVENTS));
  }

  private long found(String query) throws Exception {
    return (Long)
        Rows.of(
                database.connection(),
                "SELECT count(text) FROM sample WHERE n IN"
                    + " (SELECT rowid FROM search WHERE search MATCH '"
                    + query
                    + "')")
            .get(0)
            .get(0);
  }

  @Test
  void hits_areFetchedAllAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(HITS);
    store.before(
        n -> {
          if (n > 1) {
            all.countDown();
            await(all);
          }
        });
    warm("needle");
    assertThat(found("needle")).isEqualTo(HITS);
    assertThat(store.reads()).hasSizeLessThanOrEqualTo(1 + HITS);
    assertThat(all.getCount()).isZero();
  }

  private static void await(CountDownLatch latch) throws InterruptedIOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("Not all were asked for at once");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "needle AND word100*",
        "needle AND common",
        "NEAR(needle word100, 5) OR needle",
        "text : needle NOT silent",
        "nosuchword"
      })
  void postings_ofSeveralTerms_takeFewRequests(String query) throws Exception {
    database.searchReads().orElseThrow().warmPostings(query);
    Rows.of(database.connection(), "SELECT rowid FROM search WHERE search MATCH '" + query + "'");
    assertThat(store.reads().size()).isLessThanOrEqualTo(2);
  }

  @Test
  void manyHits_areReadAsAScan() throws Exception {
    warm("common");
    long common = found("common");
    assertThat(common).isGreaterThan(EVENTS / 3);
    assertThat(store.reads().size()).isLessThanOrEqualTo(6);
  }

  @Test
  void searchThatFindsSeries_warmsAllRows() throws Exception {
    warm("silent");
    assertThat(
            Rows.of(
                database.connection(),
                "SELECT count(*) FROM sample WHERE text IS NULL AND series IN"
                    + " (SELECT rowid FROM series_search WHERE series_search MATCH 'silent')"))
        .isEqualTo(List.of(List.of(EVENTS / 1000L)));
    assertThat(store.reads().size()).isLessThanOrEqualTo(4);
  }

  @Test
  void searchOfTexts_doesNotReadSeries() throws Exception {
    database.warmSearch("silent", SearchTables.TEXTS, new RowRange(1, EVENTS));
    assertThat(store.reads().size()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a AND", "\"open", "nosuch : a", "(", "^", "*"})
  void query_thatCannotBeRead_isLeftToTheStatement(String query) throws Exception {
    warm(query);
    assertThat(found("needle")).isEqualTo(HITS);
  }
}
