package io.tsdb.archive.format;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Collects what is written in two buffers of 1 MiB: while one is filled, a second thread writes the
 * other. A failure to write shows at a later call, at the latest at {@link #close}.
 */
final class WriteBehind implements SegmentOutput {

  private static final int BUFFER = 1 << 20;

  private final SegmentOutput output;
  private final SecondThread thread;
  private byte[] filling = new byte[BUFFER];
  private byte[] other = new byte[BUFFER];
  private int used;

  /** Where the buffer that is filled belongs. */
  private long offset;

  private Future<?> writing = CompletableFuture.completedFuture(null);

  private WriteBehind(SegmentOutput output, SecondThread thread) {
    this.output = output;
    this.thread = thread;
  }

  /** The output itself where there is no second thread. */
  static SegmentOutput of(SegmentOutput output, SecondThread thread) {
    return thread.exists() ? new WriteBehind(output, thread) : output;
  }

  @Override
  public void write(long start, byte[] bytes, int length) throws IOException {
    if (start != offset + used || length > BUFFER - used) {
      flush();
      offset = start;
    }
    if (length > BUFFER) {
      SecondThread.result(writing);
      output.write(start, bytes, length);
      offset = start + length;
    } else {
      System.arraycopy(bytes, 0, filling, used, length);
      used += length;
    }
  }

  private void flush() throws IOException {
    if (used == 0) {
      return;
    }
    SecondThread.result(writing);
    byte[] full = filling;
    int length = used;
    long start = offset;
    filling = other;
    other = full;
    used = 0;
    writing =
        thread.start(
            () -> {
              output.write(start, full, length);
              return length;
            });
  }

  @Override
  public void close() throws IOException {
    try (output) {
      flush();
      SecondThread.result(writing);
    }
  }
}
