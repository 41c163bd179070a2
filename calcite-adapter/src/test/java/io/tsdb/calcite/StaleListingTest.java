package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that are merged and deleted between the listing of a query and its first read. */
class StaleListingTest {

  @TempDir Path directory;

  private ArchiveFixture archive;

  @BeforeEach
  void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
  }

  @AfterEach
  void close() throws Exception {
    archive.close();
  }

  /** The archive's own catalog, after whose listings something happens. */
  private abstract class ChangingCatalog implements Catalog {

    private int listings;

    abstract List<Segment> afterListing(List<Segment> listed) throws IOException;

    @Override
    public List<Segment> segments(TimeRange range) throws IOException {
      listings++;
      return afterListing(archive.archive().catalog().segments(range));
    }

    @Override
    public SortedSet<String> labelKeys() throws IOException {
      return archive.archive().catalog().labelKeys();
    }

    @Override
    public List<TableFile> tables() throws IOException {
      return archive.archive().catalog().tables();
    }

    Queries connect() throws Exception {
      return Queries.open(
          new Archive(archive.archive().store(), this, archive.archive().databases()),
          TimeRange.ALL);
    }
  }

  /** Puts the events of the first seal into another segment and deletes the one they were in. */
  private void replaceFirst(Segment first) throws IOException {
    EventBatch batch = new EventBatch();
    long sequence = 0;
    for (Event event : Samples.seals().get(0)) {
      batch.add(sequence++, event);
    }
    SegmentFile merged = SegmentFiles.writeOne(batch, "w1", SealRange.of(9), directory);
    archive.archive().store().create(merged.key(), Content.of(merged.path()));
    archive.archive().store().delete(first.object().key());
  }

  @Test
  void segment_deletedAfterListing_isFoundByListingAgain() throws Exception {
    ChangingCatalog catalog =
        new ChangingCatalog() {
          @Override
          List<Segment> afterListing(List<Segment> listed) throws IOException {
            if (super.listings == 1) {
              replaceFirst(listed.get(0));
            }
            return listed;
          }
        };
    try (Queries queries = catalog.connect()) {
      assertThat(queries.rows("SELECT count(*), sum(value) FROM events"))
          .isEqualTo(List.of(List.of(8L, 28.5)));
    }
    assertThat(catalog.listings).isEqualTo(2);
    assertThat(archive.archive().databases().openDatabases()).isZero();
  }

  /** An aggregate, a sort and a join have read other segments by then, and handed on nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*), count(value) FROM events",
        "SELECT value FROM events ORDER BY value LIMIT 1",
        "SELECT count(*) FROM events a JOIN events b ON a.id = b.id",
      })
  void segment_deletedThatIsReadLast_isFoundByListingAgain(String sql) throws Exception {
    ChangingCatalog catalog =
        new ChangingCatalog() {
          @Override
          List<Segment> afterListing(List<Segment> listed) throws IOException {
            if (super.listings > 1) {
              return listed;
            }
            replaceFirst(listed.get(0));
            List<Segment> lastIsGone = new ArrayList<>(listed.subList(1, listed.size()));
            lastIsGone.add(listed.get(0));
            return lastIsGone;
          }
        };
    try (Queries queries = catalog.connect()) {
      List<List<Object>> rows = queries.rows(sql);
      assertThat(catalog.listings).isEqualTo(2);
      assertThat(rows).isEqualTo(queries.rows(sql)).isNotEmpty();
    }
    assertThat(archive.archive().databases().openDatabases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -512, 512})
  void segment_listedAsItWasBeforeItWasPutBack_isFoundByListingAgain(long size) throws Exception {
    ChangingCatalog catalog =
        new ChangingCatalog() {
          @Override
          List<Segment> afterListing(List<Segment> listed) {
            List<Segment> old = new ArrayList<>(listed);
            if (super.listings == 1) {
              Segment now = listed.get(0);
              StoredObject object = now.object();
              long before = size == 0 ? 0 : object.size() + size;
              StoredObject damaged = new StoredObject(object.key(), before, "\"damaged\"");
              old.set(0, new Segment(now.name(), damaged, now.store()));
            }
            return old;
          }
        };
    try (Queries queries = catalog.connect()) {
      assertThat(queries.rows("SELECT count(*), sum(value) FROM events"))
          .isEqualTo(List.of(List.of(8L, 28.5)));
    }
    assertThat(catalog.listings).isEqualTo(2);
  }

  @Test
  void segment_goneFromEveryListing_failsAfterFourOfThem() throws Exception {
    List<Segment> stale = archive.archive().catalog().segments(TimeRange.ALL);
    archive.archive().store().delete(stale.get(0).object().key());
    ChangingCatalog catalog =
        new ChangingCatalog() {
          @Override
          List<Segment> afterListing(List<Segment> listed) {
            return stale;
          }
        };
    try (Queries queries = catalog.connect()) {
      assertThatThrownBy(() -> queries.rows("SELECT value FROM events"))
          .isInstanceOf(QueryException.class)
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining(stale.get(0).object().key());
    }
    assertThat(catalog.listings).isEqualTo(4);
    assertThat(archive.archive().databases().openDatabases()).isZero();
  }
}
