package io.tsdb.ingest.cli;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into segments of a writer of its own: first all of them into a local folder, then,
 * once everything has been read, into the archive. Memory holds the events of one seal.
 */
final class EventImport {

  private static final Logger LOG = LoggerFactory.getLogger(EventImport.class);

  private final Path folder;
  private final long sealBytes;
  private final String writer = "import-" + UUID.randomUUID().toString().substring(0, 13);
  private final SortedSet<String> labelKeys = new TreeSet<>();
  private final List<SegmentFile> files = new ArrayList<>();
  private EventBatch batch = new EventBatch();
  private long events;
  private long seals;

  /**
   * @param folder for the segments until they are published
   * @param sealBytes a seal is cut when its events take this many bytes of memory
   */
  EventImport(Path folder, long sealBytes) {
    this.folder = folder;
    this.sealBytes = sealBytes;
  }

  /** Who the segments are written as; random, so that no other has written under the name. */
  String writer() {
    return writer;
  }

  long events() {
    return events;
  }

  void add(Event event) throws IOException {
    batch.add(++events, event);
    labelKeys.addAll(event.labels().values().keySet());
    if (batch.bytes() >= sealBytes) {
      seal();
    }
  }

  private void seal() throws IOException {
    batch.createdAt(System.currentTimeMillis());
    files.addAll(SegmentFiles.write(batch, writer, ++seals, folder));
    batch = new EventBatch();
  }

  /** What is told after each segment. */
  interface Progress {
    void published(int segments, int of);
  }

  /**
   * Brings all into the archive. They appear there segment by segment; if one cannot be created,
   * those before it are deleted again.
   *
   * @return how many segments there are
   * @throws Failure naming the writer whose segments remain, if they could not be deleted
   */
  int publish(ObjectStore store, Progress progress) throws IOException, Failure {
    if (!batch.isEmpty()) {
      seal();
    }
    if (files.isEmpty()) {
      return 0;
    }
    LabelCatalog labels = new LabelCatalog(store);
    labels.write(writer, labelKeys);
    List<String> created = new ArrayList<>();
    try {
      for (SegmentFile file : files) {
        store.create(file.key(), Content.of(file.path()));
        created.add(file.key());
        Files.delete(file.path());
        progress.published(created.size(), files.size());
      }
    } catch (IOException e) {
      withdraw(store, created, e);
      labels.write(writer, Collections.emptySortedSet());
      throw new Failure("Nothing was imported: " + Failure.describe(e), e);
    }
    return files.size();
  }

  private void withdraw(ObjectStore store, List<String> created, IOException cause) throws Failure {
    List<String> left = new ArrayList<>();
    for (String key : created) {
      try {
        store.delete(key);
      } catch (IOException e) {
        LOG.error("{} could not be deleted again", key, e);
        cause.addSuppressed(e);
        left.add(key);
      }
    }
    if (!left.isEmpty()) {
      throw new Failure(
          "The import failed midway: "
              + Failure.describe(cause)
              + ". "
              + left.size()
              + " of its "
              + files.size()
              + " segments remain in "
              + store.location()
              + "; delete the files of writer "
              + writer
              + " before you import again",
          cause);
    }
  }
}
