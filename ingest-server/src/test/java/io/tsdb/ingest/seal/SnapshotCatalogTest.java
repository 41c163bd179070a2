package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.vfs.SegmentDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between taking the snapshot and listing the archive. */
class SnapshotCatalogTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private FileStore store;
  private Interrupted catalog;
  private Archive archive;
  private Ingest ingest;

  /** A real catalog; something happens once before and once after its next listing. */
  private static final class Interrupted implements Catalog {
    private final Catalog listing;
    private Callable<?> before = () -> 0;
    private Callable<?> after = () -> 0;

    Interrupted(Catalog listing) {
      this.listing = listing;
    }

    @Override
    public List<Segment> segments(TimeRange range) throws IOException {
      Callable<?> first = before;
      Callable<?> second = after;
      before = () -> 0;
      after = () -> 0;
      try {
        first.call();
        List<Segment> segments = listing.segments(range);
        second.call();
        return segments;
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public SortedSet<String> labelKeys() throws IOException {
      return listing.labelKeys();
    }

    @Override
    public List<TableFile> tables() throws IOException {
      return listing.tables();
    }
  }

  @BeforeEach
  void start() throws IOException {
    store = new FileStore(folder.resolve("archive"));
    catalog = new Interrupted(new ListingCatalog(store));
    archive = new Archive(store, catalog, new SegmentDatabases(ReadOptions.defaults()));
    ingest = Ingest.start(IngestOptions.of(folder.resolve("data")).withWriter("w"), archive);
  }

  @AfterEach
  void close() throws IOException {
    ingest.close();
    archive.close();
  }

  @Test
  void segments_sealedBeforeListing_once() throws Exception {
    ingest.append(Events.batch(0, 50)).join();
    catalog.before = () -> ingest.seal().get();
    assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 50));
    assertThat(ingest.status().liveRows()).isZero();
  }

  @Test
  void segments_sealedAfterListing_once() throws Exception {
    ingest.append(Events.batch(0, 50)).join();
    catalog.after = () -> ingest.seal().get();
    assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 50));
    assertThat(ingest.status().liveRows()).isZero();
  }

  @Test
  void segments_appendedAndSealedBeforeListing_notTwice() throws Exception {
    ingest.append(Events.batch(0, 50)).join();
    assertThat(ingest.seal()).succeedsWithin(SOON);
    catalog.before =
        () -> {
          ingest.append(Events.batch(50, 50)).join();
          return ingest.seal().get();
        };
    // acknowledged after the query began: it may see them or not
    assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 50));
    assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
  }

  @Test
  void segments_sealedAndMergedBeforeListing_once() throws Exception {
    ingest.append(Events.batch(0, 50)).join();
    assertThat(ingest.seal()).succeedsWithin(SOON);
    ingest.append(Events.batch(50, 50)).join();
    catalog.before =
        () -> {
          assertThat(ingest.seal()).succeedsWithin(SOON);
          List<Segment> parents = new ListingCatalog(store).segments(TimeRange.ALL);
          merge(Events.batch(0, 100), new SealRange(1, 2));
          for (Segment parent : parents) {
            store.delete(parent.object().key());
          }
          return 0;
        };
    // of the seals of the merged segment, one is in the snapshot and one is live
    assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
  }

  /** What a compactor does. */
  private void merge(List<Event> events, SealRange seals) throws IOException {
    EventBatch batch = new EventBatch();
    long sequence = 1;
    for (Event event : events) {
      batch.add(sequence++, event);
    }
    SegmentFile merged = SegmentFiles.writeOne(batch, "w", seals, folder);
    store.create(merged.key(), Content.of(merged.path()));
  }
}
