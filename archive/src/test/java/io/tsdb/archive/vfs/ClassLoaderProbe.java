package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.Rows;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * Reads a segment in whatever class loader it was loaded by, and speaks only types of Java.
 *
 * <p>The first argument says what to do: {@code open}, {@code ask} or {@code close}. The second one
 * is: folder of the store, key, size and ETag of the segment, and the query.
 */
public final class ClassLoaderProbe implements BiFunction<String, Object[], Object> {

  private SegmentDatabases databases;
  private SegmentDatabase database;

  @Override
  public Object apply(String action, Object[] segment) {
    try {
      switch (action) {
        case "open" -> open(segment);
        case "close" -> databases.close();
        default -> {
          return Rows.of(database.connection(), (String) segment[4]);
        }
      }
      return action;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(Object[] segment) throws Exception {
    databases = new SegmentDatabases(ReadOptions.defaults());
    String key = (String) segment[1];
    StoredObject object =
        new StoredObject(key, Long.parseLong((String) segment[2]), (String) segment[3]);
    FileStore store = new FileStore(Path.of((String) segment[0]));
    database = databases.open(new Segment(SegmentName.parse(key), object, store));
    database.warm(database.rows(TimeRange.ALL));
  }
}
