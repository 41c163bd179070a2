package io.tsdb.ingest.parse;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads Zstandard (RFC 8878) to its last byte: any number of frames, nothing else behind them. What
 * is none, or ends too early, is a {@link CodingException}.
 *
 * <p>A frame's window is at most 8 MiB, as RFC 8878 recommends: its memory is taken as soon as a
 * frame asks for it, by however short a body.
 */
public final class ZstdFrames extends InputStream {

  private static final int WINDOW_LOG = 23;

  private final ZstdInputStreamNoFinalizer frames;

  public ZstdFrames(InputStream compressed) throws IOException {
    this.frames = new ZstdInputStreamNoFinalizer(compressed).setLongMax(WINDOW_LOG);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return frames.read(buffer, offset, length);
    } catch (ZstdIOException e) {
      throw (IOException)
          new CodingException("zstd", "reading it failed: " + e.getMessage()).initCause(e);
    }
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }
}
