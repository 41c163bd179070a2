package io.tsdb.archive.format;

import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes batches as segments. The same events, in the same order of arrival, under the same names
 * give the same bytes, so that an upload can be retried after a crash.
 */
public final class SegmentFiles {

  private SegmentFiles() {}

  /**
   * Writes a batch as the files of one seal, one for each folder that the folder rule finds.
   *
   * @param directory for the files, and for temporary ones
   * @return the files, none for an empty batch; not yet forced to disk
   * @throws IOException if a file cannot be written; those of this call are deleted then
   */
  public static List<SegmentFile> write(EventBatch batch, String writer, long seal, Path directory)
      throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    try {
      for (FolderSplit.Part part : FolderSplit.split(batch.sorted())) {
        files.add(write(batch, part, writer, SealRange.of(seal), directory));
      }
      return List.copyOf(files);
    } catch (IOException | RuntimeException e) {
      for (SegmentFile file : files) {
        deleteAfter(e, file.path());
      }
      throw e;
    }
  }

  /**
   * Writes a batch, which may be empty, as one file, in the smallest folder that holds it all.
   *
   * @param directory for the file, and for temporary ones
   * @return the file; not yet forced to disk
   * @throws IOException if it cannot be written; it is deleted then
   */
  public static SegmentFile writeOne(
      EventBatch batch, String writer, SealRange seals, Path directory) throws IOException {
    return write(batch, whole(batch), writer, seals, directory);
  }

  /**
   * Writes a batch, which may be empty, as one segment in memory.
   *
   * @throws IOException if its text index cannot be built, or it were larger than 2 GiB
   */
  public static SegmentImage image(EventBatch batch, String writer, SealRange seals)
      throws IOException {
    FolderSplit.Part part = whole(batch);
    SegmentWriter segment = new SegmentWriter(batch, part.rows(), writer, seals);
    Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
    ArrayOutput output = new ArrayOutput();
    SegmentName name = segment.write(scratch, output);
    return new SegmentImage(name, part.folder(), output.bytes());
  }

  private static FolderSplit.Part whole(EventBatch batch) {
    SortedRows rows = batch.sorted();
    long firstTime = rows.isEmpty() ? 0 : rows.time(0);
    long lastTime = rows.isEmpty() ? 0 : rows.time(rows.size() - 1);
    return new FolderSplit.Part(SegmentFolder.containing(firstTime, lastTime), rows);
  }

  private static SegmentFile write(
      EventBatch batch, FolderSplit.Part part, String writer, SealRange seals, Path directory)
      throws IOException {
    SegmentWriter segment = new SegmentWriter(batch, part.rows(), writer, seals);
    List<Path> opened = new ArrayList<>();
    try {
      SegmentName name =
          segment.write(
              directory,
              (named, size) -> {
                opened.add(directory.resolve(named.file()));
                return new FileOutput(opened.get(0));
              });
      return new SegmentFile(name, part.folder(), opened.get(0));
    } catch (IOException | RuntimeException e) {
      for (Path path : opened) {
        deleteAfter(e, path);
      }
      throw e;
    }
  }

  private static void deleteAfter(Exception failure, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
