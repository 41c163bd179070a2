package io.tsdb.ingest.seal;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.live.LabelKeys;
import io.tsdb.ingest.log.EventLog;
import io.tsdb.ingest.log.LogBatch;
import io.tsdb.ingest.log.LogCut;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The segments of one cut, written to this machine once and kept until they are in the archive.
 * They depend on nothing but the log, so that after a crash they are made again to the byte.
 */
final class CutSegments {

  private final LogCut cut;
  private final Path folder;
  private final LabelKeys labelKeys = new LabelKeys();
  private final List<String> keys = new ArrayList<>();
  private Optional<List<SegmentFile>> files = Optional.empty();

  CutSegments(LogCut cut, Path folder) {
    this.cut = cut;
    this.folder = folder;
  }

  LogCut cut() {
    return cut;
  }

  /** Writes the segments, if that was not done before. */
  void write(EventLog log, String writer) throws IOException {
    if (files.isEmpty()) {
      delete();
      Files.createDirectories(folder);
      EventBatch batch = new EventBatch();
      log.read(cut, read -> add(read, batch));
      files = Optional.of(SegmentFiles.write(batch, writer, cut.seal(), folder));
    }
  }

  private void add(LogBatch read, EventBatch batch) {
    long sequence = read.firstSequence();
    for (Event event : read.events()) {
      batch.add(sequence++, event);
    }
    batch.createdAt(read.receivedAt());
    labelKeys.add(read.events());
    labelKeys.lookUp();
  }

  /** The segments that were written. */
  List<SegmentFile> files() {
    return files.orElseThrow();
  }

  /** The label keys of the events that were written. */
  SortedSet<String> labelKeys() {
    return labelKeys.keys();
  }

  /** Notes that a segment is in the archive. */
  void uploaded(SegmentFile file) {
    keys.add(file.key());
  }

  /** The keys of those in the archive. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  /** Deletes the files. */
  void delete() throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
        for (Path child : children) {
          Files.delete(child);
        }
      }
      Files.delete(folder);
    }
  }
}
