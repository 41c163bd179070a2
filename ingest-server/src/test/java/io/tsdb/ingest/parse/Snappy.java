package io.tsdb.ingest.parse;

import io.airlift.compress.snappy.SnappyCompressor;
import java.util.Arrays;

/** Packs as Prometheus does, for tests. */
public final class Snappy {

  private Snappy() {}

  public static byte[] pack(byte[] plain) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, length);
  }
}
