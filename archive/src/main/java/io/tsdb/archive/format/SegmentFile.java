package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import java.nio.file.Path;

/**
 * A segment written to local disk.
 *
 * @param name the facts in its name
 * @param folder where it belongs in the archive
 * @param path of the file
 */
public record SegmentFile(SegmentName name, SegmentFolder folder, Path path) {

  /** Its key in the archive. */
  public String key() {
    return name.keyIn(folder);
  }
}
