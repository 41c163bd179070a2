package io.tsdb.archive.format;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Segments with smaller pages than writers choose, so that few bytes have all there may be. */
public final class SmallPages {

  private SmallPages() {}

  /** A segment with numbers, texts, ids and labels, in pages of 512 bytes. */
  public static SegmentImage segment(int rows, Path scratch) throws IOException {
    List<Event> events = IntStream.range(0, rows).mapToObj(Events::mixed).toList();
    EventBatch batch = Events.batch(events);
    ArrayOutput output = new ArrayOutput();
    SegmentName name =
        new SegmentWriter(batch, batch.sorted(), "w1", SealRange.of(1))
            .write(scratch, output, new PageGeometry(PageGeometry.SMALLEST));
    return new SegmentImage(
        name, SegmentFolder.containing(name.firstTime(), name.lastTime()), output.bytes());
  }
}
