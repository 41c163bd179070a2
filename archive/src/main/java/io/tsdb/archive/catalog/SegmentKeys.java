package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads keys as segments. Keys of one folder mostly come one after the other, so the last folder is
 * kept. For one thread.
 */
final class SegmentKeys {

  private final ObjectStore store;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Misplaced> misplaced = new ArrayList<>();
  private String path = "";
  private TimeRange span = TimeRange.EMPTY;

  SegmentKeys(ObjectStore store) {
    this.store = store;
  }

  List<Segment> segments() {
    return segments;
  }

  /** Those whose name and folder are not by the rules. */
  List<Misplaced> misplaced() {
    return misplaced;
  }

  void add(StoredObject object) {
    String key = object.key();
    try {
      SegmentName name = SegmentName.parse(key);
      enter(key.substring(0, key.lastIndexOf('/') + 1));
      if (span.contains(name.firstTime()) && span.contains(name.lastTime())) {
        segments.add(new Segment(name, object, store));
      } else {
        add(key, "Expected times within its folder, found others in its name");
      }
    } catch (IllegalArgumentException e) {
      add(key, e.getMessage());
    }
  }

  private void enter(String folder) {
    if (!folder.equals(path)) {
      span = SegmentFolder.parse(folder).span();
      path = folder;
    }
  }

  private void add(String key, String problem) {
    misplaced.add(
        new Misplaced(
            key,
            problem
                + ". If it belongs to "
                + store.location()
                + ", give it its name and folder back; else move it out of events/.",
            around(key)));
  }

  /** The span of the smallest folder of segments that a key lies in. */
  private static TimeRange around(String key) {
    for (int slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      try {
        return SegmentFolder.parse(key.substring(0, slash + 1)).span();
      } catch (IllegalArgumentException e) {
        continue; // a folder that is none of those of segments; the one around it may be
      }
    }
    return TimeRange.ALL;
  }
}
