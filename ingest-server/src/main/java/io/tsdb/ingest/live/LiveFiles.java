package io.tsdb.ingest.live;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes live events as segment files, and deletes them. */
final class LiveFiles {

  private final String writer;
  private final Path live;
  private final Path scratch;
  private final LiveStore store;
  private final AtomicLong builds = new AtomicLong();

  /**
   * Empties the folder of live segments: those of an earlier run are made anew from the log.
   *
   * @param data the data folder
   */
  LiveFiles(String writer, Path data) throws IOException {
    this.writer = writer;
    this.live = data.resolve("live");
    this.scratch = data.resolve("live.tmp");
    this.store = new LiveStore(data);
    deleteTree(live);
    deleteTree(scratch);
    Files.createDirectories(live);
    Files.createDirectories(scratch);
  }

  LiveStore store() {
    return store;
  }

  /**
   * Writes a segment. It is not forced to the disk: the log has its events.
   *
   * @throws InterruptedIOException if the thread is interrupted
   * @throws IOException if the disk does not take it
   */
  LiveSegment write(LiveContent content) throws IOException {
    long number = builds.incrementAndGet();
    Path build = scratch.resolve(Long.toString(number));
    try {
      return write(content, number, Files.createDirectory(build));
    } catch (ClosedByInterruptException e) {
      throw (InterruptedIOException)
          new InterruptedIOException("Interrupted while live events were written").initCause(e);
    } catch (IOException e) {
      throw new IOException(
          "Live events cannot be written below " + live + ": " + e + "; see to the disk", e);
    } finally {
      deleteTree(build);
    }
  }

  private LiveSegment write(LiveContent content, long number, Path build) throws IOException {
    SegmentFile written =
        SegmentFiles.writeOne(content.batch(), writer, SealRange.of(content.seal()), build);
    Path folder = Files.createDirectory(live.resolve(content.firstSequence() + "-" + number));
    Path file = folder.resolve(written.name().file());
    Files.move(written.path(), file, StandardCopyOption.ATOMIC_MOVE);
    String folderKey = LiveStore.PREFIX + folder.getFileName() + "/";
    StoredObject object = store.list(folderKey, "", ListDepth.FOLDER).objects().get(0);
    return new LiveSegment(
        new Segment(written.name(), object, store), content.firstSequence(), file);
  }

  /** Deletes a segment's file and its folder. */
  void delete(LiveSegment segment) throws IOException {
    Files.deleteIfExists(segment.file());
    Files.deleteIfExists(segment.file().getParent());
  }

  /** Deletes all files. */
  void deleteAll() throws IOException {
    deleteTree(live);
    deleteTree(scratch);
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          deleteTree(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
