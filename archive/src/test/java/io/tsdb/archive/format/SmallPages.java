package io.tsdb.archive.format;

import io.tsdb.archive.segment.Event;
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
    return Events.image(events, PageGeometry.SMALLEST, scratch);
  }
}
