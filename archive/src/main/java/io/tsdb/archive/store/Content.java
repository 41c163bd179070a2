package io.tsdb.archive.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an object to be created. They can be read again when a request is repeated. */
public sealed interface Content {

  /** Size in bytes. */
  long size() throws IOException;

  /** A new stream from the first byte on. */
  InputStream open() throws IOException;

  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }

  static Content of(Path file) {
    return new OfFile(file);
  }

  /** Bytes in memory; they must not change any more. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A local file; it must not change any more. */
  record OfFile(Path file) implements Content {
    @Override
    public long size() throws IOException {
      return Files.size(file);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }
}
