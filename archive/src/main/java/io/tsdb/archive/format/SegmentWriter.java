package io.tsdb.archive.format;

import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;

/** Writes chosen rows of a batch as one segment. */
final class SegmentWriter {

  private static final int SMALLEST_PAGE = 4 << 10;

  /**
   * Page sizes grow so that a segment has about so many pages at most, until they are 64 KiB. The
   * postings of a term lie in fewer places where pages are large; without texts smaller ones make a
   * shorter head.
   */
  private static final int PAGES_WITH_TEXTS = 1024;

  private static final int PAGES_OF_NUMBERS = 2048;

  private final EventBatch batch;
  private final SortedRows rows;
  private final RollupCounts counts;
  private final SeriesTable series;
  private final SegmentFacts facts;

  /**
   * @param rows of the batch, sorted
   */
  SegmentWriter(EventBatch batch, SortedRows rows, String writer, SealRange seals) {
    this.batch = batch;
    this.rows = rows;
    this.counts = new RollupCounts(batch, rows);
    this.series = new SeriesTable(batch, rows, counts);
    this.facts = SegmentFacts.of(batch, rows, series, writer, seals);
  }

  /**
   * Writes the segment with pages of a size that suits it.
   *
   * @param scratch where a temporary file may be made
   * @return its name
   */
  SegmentName write(Path scratch, SegmentOutput.Target target) throws IOException {
    return write(scratch, target, new PageGeometry(pageSize(estimatedBytes())));
  }

  /** Writes the segment with pages of a given size. */
  SegmentName write(Path scratch, SegmentOutput.Target target, PageGeometry geometry)
      throws IOException {
    try (SecondThread second = SecondThread.forRows(rows.size())) {
      Future<List<Rollup>> rollups = second.start(() -> Rollups.of(batch, rows, series, counts));
      try (TextIndex text = TextIndex.build(batch, rows, series, scratch)) {
        SegmentLayout layout =
            new SegmentLayout(geometry, batch, rows, series, text, facts, rollups);
        SegmentName name = facts.name(layout.headBytes());
        try (SegmentOutput out = target.open(name, layout.bytes())) {
          layout.write(out, second);
        }
        return name;
      }
    }
  }

  /** Rows, about as much again for the text index, labels as table and as index. */
  private long estimatedBytes() {
    return 2 * series.size() + rows.segmentBytes() + rows.textBytes();
  }

  private int pageSize(long bytes) {
    int pages = rows.textBytes() > 0 ? PAGES_WITH_TEXTS : PAGES_OF_NUMBERS;
    int size = SMALLEST_PAGE;
    while (size < PageGeometry.LARGEST && (long) size * pages < bytes) {
      size *= 2;
    }
    return size;
  }
}
