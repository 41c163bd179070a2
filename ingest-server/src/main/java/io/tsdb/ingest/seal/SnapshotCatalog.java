package io.tsdb.ingest.seal;

import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.ingest.live.LiveEvents;
import io.tsdb.ingest.live.LiveSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The segments of the archive together with a writer's live events: each acknowledged event exactly
 * once, at every instant.
 *
 * <p>The snapshot of live events is taken first and the archive listed second. So a seal that
 * becomes readable between the two is in both; in the listing it is past the snapshot's last seal
 * and is left out there. A listing that is remembered from before the snapshot does as well, since
 * {@link SegmentUpload} has all such listings forgotten before the snapshot moves past a seal: it
 * lacks nothing of this writer's but what is live.
 */
final class SnapshotCatalog implements Catalog {

  /** A seal is switched over right after its upload, so this is far more than it takes. */
  private static final Duration SWITCH_TIME = Duration.ofSeconds(30);

  private static final Comparator<Segment> BY_TIME =
      Comparator.comparingLong((Segment segment) -> segment.name().firstTime())
          .thenComparingLong(segment -> segment.name().lastTime())
          .thenComparing(segment -> segment.object().key());

  private final String writer;
  private final LiveEvents live;
  private final Catalog archive;

  SnapshotCatalog(String writer, LiveEvents live, Catalog archive) {
    this.writer = writer;
    this.live = live;
    this.archive = archive;
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    while (true) {
      LiveSnapshot snapshot = live.snapshot();
      List<Segment> segments = new ArrayList<>();
      OptionalLong straddled = OptionalLong.empty();
      for (Segment segment : archive.segments(range, statistics)) {
        SealRange seals = segment.name().seals();
        if (!segment.name().writer().equals(writer) || seals.last() <= snapshot.sealedThrough()) {
          segments.add(segment);
        } else if (seals.first() <= snapshot.sealedThrough()) {
          straddled = OptionalLong.of(seals.last());
        }
      }
      if (straddled.isEmpty()) {
        for (Segment segment : snapshot.segments()) {
          if (range.meets(segment.name().firstTime(), segment.name().lastTime())) {
            segments.add(segment);
          }
        }
        segments.sort(BY_TIME);
        return segments;
      }
      awaitSwitch(straddled.getAsLong());
    }
  }

  /**
   * A segment merged of seals on both sides of the snapshot cannot be taken in part. Merged are
   * only seals that are readable, so the snapshot is about to move past them.
   */
  private void awaitSwitch(long seal) throws IOException {
    if (!live.awaitSealed(seal, SWITCH_TIME)) {
      throw new IOException(
          "Expected seal "
              + seal
              + " of writer "
              + writer
              + " to be sealed by this server, found it in the archive already; was another server"
              + " started under the same name? Give each a name of its own");
    }
  }

  @Override
  public void refresh() {
    archive.refresh();
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return archive.tables();
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    SortedSet<String> keys = new TreeSet<>(live.labelKeys());
    keys.addAll(archive.labelKeys());
    return keys;
  }
}
