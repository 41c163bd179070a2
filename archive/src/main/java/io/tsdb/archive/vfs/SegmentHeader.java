package io.tsdb.archive.vfs;

import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The pages of a segment, by its head, which was verified when it was fetched.
 *
 * @param pageSize in bytes
 * @param pages how many
 */
record SegmentHeader(int pageSize, int pages) {

  static SegmentHeader read(RangeReader reader) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SegmentHead.HEADER_BYTES);
    reader.read(
        0, header.capacity(), (block, from, length, at) -> header.put(at, block, from, length));
    int pageSize = SegmentHead.pageSize(header);
    return new SegmentHeader(pageSize, (int) (reader.size() / pageSize));
  }
}
