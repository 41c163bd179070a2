package io.tsdb.ingest.seal;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.ingest.live.LabelKeys;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the segments of cuts in the archive, after the catalog that names their label keys. */
final class SegmentUpload {

  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentUpload.class);

  private final String writer;
  private final ObjectStore store;
  private final LabelCatalog catalog;

  /** What the writer's catalog file holds, once it was read. */
  private Optional<SortedSet<String>> known = Optional.empty();

  SegmentUpload(String writer, ObjectStore store) {
    this.writer = writer;
    this.store = store;
    this.catalog = new LabelCatalog(store);
  }

  String writer() {
    return writer;
  }

  /** Creates those segments that are not yet in the archive. */
  void upload(CutSegments segments) throws IOException {
    addLabelKeys(segments.labelKeys());
    for (SegmentFile file : segments.files()) {
      if (!segments.keys().contains(file.key())) {
        store.create(file.key(), Content.of(file.path()));
        segments.uploaded(file);
      }
    }
  }

  private void addLabelKeys(SortedSet<String> keys) throws IOException {
    SortedSet<String> all = new TreeSet<>(knownKeys());
    for (String key : keys) {
      if (all.size() < LabelKeys.MOST) {
        all.add(key);
      }
    }
    if (all.equals(known.orElseThrow())) {
      return;
    }
    try {
      catalog.write(writer, all);
    } catch (StoreException e) {
      if (e.reason() != Reason.UNSUPPORTED) {
        throw e;
      }
      LOGGER.warn("New label keys are not shown as columns: {}", e.getMessage());
    }
    known = Optional.of(all);
  }

  private SortedSet<String> knownKeys() throws IOException {
    if (known.isEmpty()) {
      try {
        known = Optional.of(catalog.labelKeys(writer));
      } catch (StoreException e) {
        if (e.reason() != Reason.PROTOCOL) {
          throw e;
        }
        // it only decides which columns are shown: no reason to keep events out of the archive
        LOGGER.warn("The label keys of writer {} are written anew: {}", writer, e.getMessage());
        known = Optional.of(new TreeSet<>());
      }
    }
    return known.get();
  }
}
