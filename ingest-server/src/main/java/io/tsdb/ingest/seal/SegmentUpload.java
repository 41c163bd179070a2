package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.ingest.live.LabelKeys;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the segments of cuts in the archive, after the catalog that names their label keys. */
final class SegmentUpload {

  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentUpload.class);

  private final String writer;
  private final Catalog segments;
  private final ObjectStore store;
  private final LabelCatalog catalog;

  /** What the writer's catalog file holds, once it was read. */
  private Optional<SortedSet<String>> known = Optional.empty();

  SegmentUpload(String writer, Archive archive) {
    this.writer = writer;
    this.segments = archive.catalog();
    this.store = archive.store();
    this.catalog = new LabelCatalog(store);
  }

  String writer() {
    return writer;
  }

  /**
   * Creates those segments that are not yet in the archive. When it returns, no listing from before
   * is remembered.
   */
  void upload(CutSegments made) throws IOException {
    if (made.cut().damaged()) {
      requireNoOthers(made);
    }
    addLabelKeys(made.labelKeys());
    for (SegmentFile file : made.files()) {
      if (!made.keys().contains(file.key())) {
        store.create(file.key(), Content.of(file.path()));
        made.uploaded(file);
      }
    }
    segments.refresh();
  }

  /**
   * A seal was under way, the server died, and its log was damaged before the next start: the
   * segments made now are not those made then. Together they would hold events twice.
   */
  private void requireNoOthers(CutSegments made) throws IOException {
    long seal = made.cut().seal();
    List<String> keys = made.files().stream().map(SegmentFile::key).toList();
    segments.refresh();
    for (Segment segment : segments.segments(TimeRange.ALL)) {
      if (segment.name().writer().equals(writer)
          && segment.name().seals().covers(SealRange.of(seal))
          && !keys.contains(segment.object().key())) {
        throw new StoreException(
            Reason.EXISTS,
            store.location()
                + ": seal "
                + seal
                + " of writer "
                + writer
                + " was uploaded in part before its log was damaged: expected nothing of it but "
                + keys
                + ", found "
                + segment.object().key()
                + ". The log is kept; move that segment out of events/ to have seal "
                + seal
                + " made from the log.");
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
