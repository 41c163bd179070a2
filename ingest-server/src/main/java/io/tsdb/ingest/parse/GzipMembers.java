package io.tsdb.ingest.parse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads gzip (RFC 1952) to its last byte. {@link java.util.zip.GZIPInputStream} ends without an
 * error where a further member follows that has not arrived yet, and ignores what is no member: of
 * such a body it would deliver a part only. Here all of it is read, or refused with a {@link
 * ZipException}, or with an {@link EOFException} where it ends too early.
 */
public final class GzipMembers extends InputStream {

  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CHECKSUM = 2;
  private static final int RESERVED = 0xE0;

  private final InputStream compressed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] input = new byte[64 * 1024];
  private int at;
  private int limit;
  private long size;
  private boolean inMember;
  private boolean ended;

  public GzipMembers(InputStream compressed) {
    this.compressed = compressed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        startMember();
        continue;
      }
      int read = inflate(buffer, offset, length);
      if (read > 0) {
        checksum.update(buffer, offset, read);
        size += read;
        return read;
      }
    }
    return -1;
  }

  private int inflate(byte[] buffer, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      if (at == limit && !refill()) {
        throw endsTooEarly();
      }
      inflater.setInput(input, at, limit - at);
    }
    int read;
    try {
      read = inflater.inflate(buffer, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("its deflate data is broken");
    }
    at = limit - inflater.getRemaining();
    if (inflater.needsDictionary()) {
      throw new ZipException("it asks for a preset dictionary");
    }
    if (read == 0 && inflater.finished()) {
      endMember();
    }
    return read;
  }

  private void startMember() throws IOException {
    if (at == limit && !refill()) {
      ended = true;
      return;
    }
    if (next() != 0x1F || next() != 0x8B) {
      throw new ZipException("it does not start as gzip does");
    }
    if (next() != 8) {
      throw new ZipException("its compression method is unknown");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("reserved flags are set");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    checksum.reset();
    size = 0;
    inMember = true;
  }

  private void endMember() throws IOException {
    long expectedChecksum = nextInt();
    long expectedSize = nextInt();
    if (expectedChecksum != checksum.getValue() || expectedSize != (size & 0xFFFFFFFFL)) {
      throw new ZipException("its checksum does not match");
    }
    inMember = false;
  }

  private boolean refill() throws IOException {
    int read = compressed.read(input, 0, input.length);
    at = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }

  private static EOFException endsTooEarly() {
    return new EOFException("it ends too early");
  }

  private int next() throws IOException {
    if (at == limit && !refill()) {
      throw endsTooEarly();
    }
    return input[at++] & 0xFF;
  }

  private long nextInt() throws IOException {
    return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    int read = next();
    while (read != 0) {
      read = next();
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    compressed.close();
  }
}
