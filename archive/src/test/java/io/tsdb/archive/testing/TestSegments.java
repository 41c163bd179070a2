package io.tsdb.archive.testing;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Segments of made-up events, written as the product writes them. */
public final class TestSegments {

  /** Time of the first event, epoch milliseconds. */
  public static final long FIRST_TIME = 1_673_205_162_254L;

  /** Milliseconds from one event to the next. */
  public static final long STEP = 20;

  private static final int SERIES = 20;
  private static final int WORDS = 500;

  private TestSegments() {}

  /**
   * Creates a segment in a store.
   *
   * @param textEvery one event in so many has a text; 0 for none
   * @param textLength most characters of a text
   */
  public static Segment create(
      ObjectStore store, Path scratch, int rows, int textEvery, int textLength) throws IOException {
    SegmentFile file = write(scratch, rows, textEvery, textLength);
    try {
      StoredObject object = store.create(file.key(), Content.of(file.path()));
      return new Segment(file.name(), object, store);
    } finally {
      Files.delete(file.path());
    }
  }

  /** Writes the same as a local file. */
  public static SegmentFile write(Path scratch, int rows, int textEvery, int textLength)
      throws IOException {
    EventBatch batch = new EventBatch();
    Random random = new Random(rows);
    for (int i = 0; i < rows; i++) {
      Labels labels = Labels.of(Map.of("host", "h" + random.nextInt(SERIES), "unit", "ms"));
      boolean withText = textEvery > 0 && i % textEvery == 0;
      batch.add(
          i + 1L,
          new Event(
              FIRST_TIME + i * STEP,
              labels,
              OptionalDouble.of(random.nextInt(1_000_000) / 64.0),
              withText ? Optional.of(text(random, textLength)) : Optional.empty(),
              Optional.empty()));
    }
    return SegmentFiles.writeOne(batch, "writer", new SealRange(1, 1), scratch);
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    int end = 1 + random.nextInt(length);
    while (text.length() < end) {
      text.append("word").append(random.nextInt(WORDS)).append(' ');
    }
    return text.toString();
  }
}
