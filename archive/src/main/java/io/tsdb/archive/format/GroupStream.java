package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/**
 * Writes what follows the head of a segment, and keeps the checksum of each group. Of a large
 * segment, it collects 1 MiB at a time: while one buffer is filled, a second thread takes the
 * checksums of another and writes it. A failure to write shows once, at a later call, at the latest
 * at {@link #flush}, which is to be called once, at the end.
 */
final class GroupStream extends OutputStream {

  private static final int LARGE_BUFFER = 16 * SegmentHead.GROUP_BYTES;

  private final SegmentOutput output;
  private final SecondThread thread;
  private final ByteBuffer checksums;
  private ByteBuffer filling;
  private ByteBuffer other;

  /** Where the buffer that is filled belongs, in bytes from the start of the segment. */
  private long offset;

  private Future<?> writing = CompletableFuture.completedFuture(null);

  /**
   * @param offset where the first group starts, in bytes from the start of the segment
   */
  GroupStream(SegmentOutput output, SecondThread thread, long offset, int groups) {
    this.output = output;
    this.thread = thread;
    this.offset = offset;
    this.checksums = ByteBuffer.allocate(Math.multiplyExact(groups, Integer.BYTES));
    if (thread.exists()) {
      // Outside the heap, or the bytes would be copied once more on their way to a file.
      this.filling = ByteBuffer.allocateDirect(LARGE_BUFFER);
      this.other = ByteBuffer.allocateDirect(LARGE_BUFFER);
    } else {
      this.filling = ByteBuffer.allocate(SegmentHead.GROUP_BYTES);
      this.other = filling;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, filling.remaining());
      filling.put(source, from + done, count);
      done += count;
      if (!filling.hasRemaining()) {
        writeFilled();
      }
    }
  }

  /** Writes what is left, and waits until all is written. */
  @Override
  public void flush() throws IOException {
    writeFilled();
    await();
  }

  /** Waits until nothing is being written; does not write what is left. */
  @Override
  public void close() throws IOException {
    await();
  }

  private void await() throws IOException {
    Future<?> started = writing;
    writing = CompletableFuture.completedFuture(null);
    SecondThread.result(started);
  }

  private void writeFilled() throws IOException {
    await();
    ByteBuffer full = filling.flip();
    long start = offset;
    offset += full.remaining();
    filling = other;
    other = full;
    writing =
        thread.start(
            () -> {
              writeGroups(start, full);
              return null;
            });
  }

  private void writeGroups(long start, ByteBuffer groups) throws IOException {
    int end = groups.limit();
    for (int at = 0; at < end; at += SegmentHead.GROUP_BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(groups.limit(Math.min(end, at + SegmentHead.GROUP_BYTES)).position(at));
      checksums.putInt((int) crc.getValue());
    }
    output.write(start, groups.limit(end).position(0));
    groups.clear();
  }

  /** CRC32C of each group, 4 bytes big-endian; complete once all is flushed. */
  byte[] checksums() {
    return checksums.array();
  }
}
