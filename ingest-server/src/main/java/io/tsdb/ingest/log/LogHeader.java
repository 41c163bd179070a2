package io.tsdb.ingest.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The first 128 bytes of a log file, big-endian.
 *
 * <pre>
 * 0   "tsdblog" and a zero byte   8
 * 8   version                     4
 * 12  seal                        8   the number that also names the file
 * 20  first sequence              8
 * 28  length of the file before   8   bytes; -1 where there is none
 * 36  repaired length             8   bytes; 0 unless recovery rewrote this file
 * 44  length of writer            4
 * 48  writer, ASCII               76  zero-filled
 * 124 CRC32C of bytes 0 to 123    4
 * </pre>
 *
 * A file says how much of the one before it counts. So what was written to a file whose fsync
 * failed, and was never acknowledged, stays out of it, and a file that was cut short later is found
 * out.
 */
record LogHeader(
    long seal, long firstSequence, long lengthBefore, long repairedLength, String writer) {

  static final int BYTES = 128;
  static final int VERSION = 1;
  static final long NONE_BEFORE = -1;

  private static final byte[] MAGIC = "tsdblog\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_WRITER_BYTES = 76;
  private static final int CHECKED_BYTES = 124;

  /** The sequence that the first event must have; empty where batches may have been lost. */
  OptionalLong sequence() {
    return repairedLength > 0 ? OptionalLong.empty() : OptionalLong.of(firstSequence);
  }

  ByteBuffer bytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    byte[] name = writer.getBytes(StandardCharsets.US_ASCII);
    out.put(MAGIC).putInt(VERSION).putLong(seal).putLong(firstSequence).putLong(lengthBefore);
    out.putLong(repairedLength).putInt(name.length).put(name);
    out.position(CHECKED_BYTES).putInt(crc(out));
    return out.flip();
  }

  /**
   * Reads a file's header.
   *
   * @return empty if the bytes are too few or damaged
   * @throws LogException if it is whole, but of another version, writer or number
   */
  static Optional<LogHeader> read(ByteBuffer in, Path file, long seal, String writer)
      throws LogException {
    if (in.remaining() < BYTES || in.getInt(CHECKED_BYTES) != crc(in)) {
      return Optional.empty();
    }
    byte[] magic = new byte[MAGIC.length];
    in.get(0, magic);
    int nameLength = in.getInt(44);
    if (!Arrays.equals(magic, MAGIC) || nameLength < 0 || nameLength > MOST_WRITER_BYTES) {
      return Optional.empty();
    }
    int version = in.getInt(8);
    if (version != VERSION) {
      throw new LogException(
          "Expected log file "
              + file
              + " in version "
              + VERSION
              + ", found "
              + version
              + "; start the release that wrote it");
    }
    byte[] name = new byte[nameLength];
    in.get(48, name);
    LogHeader header =
        new LogHeader(
            in.getLong(12),
            in.getLong(20),
            in.getLong(28),
            in.getLong(36),
            new String(name, StandardCharsets.US_ASCII));
    if (header.seal != seal || !header.writer.equals(writer)) {
      throw new LogException(
          "Expected log file "
              + file
              + " to be number "
              + seal
              + " of writer "
              + writer
              + ", found number "
              + header.seal
              + " of writer "
              + header.writer
              + "; move the file back to where it came from");
    }
    return Optional.of(header);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
