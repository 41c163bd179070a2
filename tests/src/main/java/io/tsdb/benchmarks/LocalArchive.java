package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** An archive in a folder, of numeric events that follow each other segment by segment. */
final class LocalArchive {

  /** What figures call it. */
  static final String STORE = "file archive";

  private final Path folder;
  private final ArchiveUrl url;

  private LocalArchive(Path folder) throws IOException {
    this.folder = folder;
    this.url = ArchiveUrl.parse(folder.toUri().toString());
  }

  /**
   * An archive without segments.
   *
   * @param folder made for it
   */
  static LocalArchive in(Path folder) throws IOException {
    return new LocalArchive(Files.createDirectory(folder));
  }

  /**
   * Writes segments of the same length, one after the other in time.
   *
   * @param millis of each
   */
  LocalArchive write(Readings readings, int segments, int rows, long millis) throws IOException {
    for (int i = 0; i < segments; i++) {
      add(
          SegmentFiles.writeOne(
              readings.batch(rows, Readings.DAY + i * millis, millis),
              "writer",
              SealRange.of(i + 1L),
              folder));
    }
    return withLabels();
  }

  /** Moves a segment to where it belongs. */
  void add(SegmentFile file) throws IOException {
    Path place = folder.resolve(file.key());
    Files.createDirectories(place.getParent());
    Files.move(file.path(), place);
  }

  /** Tells readers the labels of {@link Readings}. */
  LocalArchive withLabels() throws IOException {
    try (Archive archive = open()) {
      new LabelCatalog(archive.store()).write("writer", new TreeSet<>(Readings.LABELS));
    }
    return this;
  }

  ArchiveUrl url() {
    return url;
  }

  /** Opens it with nothing cached. */
  Archive open() throws IOException {
    return Site.open(url, StoreOptions.DEFAULT);
  }
}
