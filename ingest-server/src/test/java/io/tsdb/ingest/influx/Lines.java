package io.tsdb.ingest.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tsdb.ingest.parse.Sources;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads line protocol to its end, for tests. */
final class Lines {

  private Lines() {}

  static Sources.Outcome read(String text, TimePrecision precision) {
    return Sources.all(
        () -> new LineProtocol(new ByteArrayInputStream(text.getBytes(UTF_8)), precision));
  }

  /** The same from a stream that gives only so many bytes at a time. */
  static Sources.Outcome readInPieces(byte[] bytes, int piece) {
    InputStream pieces =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, piece));
          }
        };
    return Sources.all(() -> new LineProtocol(pieces, TimePrecision.MS));
  }
}
