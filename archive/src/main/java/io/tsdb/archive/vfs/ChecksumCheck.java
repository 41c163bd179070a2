package io.tsdb.archive.vfs;

import io.tsdb.archive.range.Blocks;
import io.tsdb.archive.range.ByteRange;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.util.List;

/** Reads every group of a segment, which verifies its checksum; that of the head was before. */
final class ChecksumCheck {

  private ChecksumCheck() {}

  /**
   * @param headBytes where the first group starts
   */
  static void run(RangeReader reader, int headBytes, SegmentFindings findings, Cancellation cancel)
      throws IOException {
    reader.warm(List.of(new ByteRange(headBytes, reader.size())));
    for (long at = headBytes; at < reader.size(); at += Blocks.BYTES) {
      cancel.check();
      try {
        reader.read(at, 1, (block, from, length, to) -> {});
      } catch (CorruptSegmentException e) {
        findings.unreadable("all bytes after the head", String.valueOf(e.getMessage()));
      }
    }
  }
}
