package io.tsdb.ingest.influx;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes at hand of a stream of lines. Behind the last of them stands a line end that is not of
 * the stream, so that who scans for one needs to compare no index, and room for a word of 8 bytes.
 */
final class LineBuffer {

  /** Most bytes of a point. */
  static final int POINT_BYTES = 1_048_576;

  private static final int PADDING = 8;

  private final InputStream in;
  private byte[] bytes = new byte[64 * 1024 + PADDING];
  private int limit;
  private boolean ended;

  LineBuffer(InputStream in) {
    this.in = in;
    bytes[0] = '\n';
  }

  /** What was read, from 0 to {@link #limit}, and a line end behind it. */
  byte[] bytes() {
    return bytes;
  }

  int limit() {
    return limit;
  }

  /** Whether nothing follows {@link #limit}. */
  boolean ended() {
    return ended;
  }

  /** Whether a scan that stopped there would go on, were there more bytes. */
  boolean isCut(int at) {
    return at >= limit && !ended;
  }

  /**
   * Forgets what lies before {@code start}, moves the rest to the front and reads on behind it.
   *
   * @return false if there are {@link #POINT_BYTES} already, and none were read
   */
  boolean more(int start) throws IOException {
    int kept = limit - start;
    if (kept >= POINT_BYTES) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, kept);
    } else if (kept == bytes.length - PADDING) {
      bytes = Arrays.copyOf(bytes, Math.min(2 * kept, POINT_BYTES) + PADDING);
    }
    int read = in.read(bytes, kept, bytes.length - PADDING - kept);
    limit = kept + Math.max(read, 0);
    ended = read < 0;
    bytes[limit] = '\n';
    return true;
  }

  void close() throws IOException {
    in.close();
  }
}
