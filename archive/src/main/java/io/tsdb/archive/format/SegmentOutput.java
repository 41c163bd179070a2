package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of one segment, in any order: the head, which has the checksums, comes last. */
interface SegmentOutput extends AutoCloseable {

  /** Opens what a segment is written to, once its layout is known. */
  @FunctionalInterface
  interface Target {

    /**
     * Opens it.
     *
     * @param size of the segment in bytes
     */
    SegmentOutput open(SegmentName name, long size) throws IOException;
  }

  /** Writes the bytes that remain in a buffer, all of them, at a place of the segment. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  @Override
  void close() throws IOException;
}
