package io.tsdb.ingest.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header that precedes each batch in a log file; 32 bytes, big-endian.
 *
 * <pre>
 * 0  payload length   4
 * 4  events           4
 * 8  first sequence   8
 * 16 received at      8   epoch milliseconds
 * 24 payload CRC32C   4
 * 28 header CRC32C    4   of the data folder's salt (8 bytes) and bytes 0 to 27
 * </pre>
 *
 * The header has a checksum of its own so that a length is never believed before it is proven, and
 * a damaged batch can be told from one that was cut short. The salt, which no producer knows, keeps
 * a text that looks like a record from being taken for one while recovery searches for the next
 * batch behind damage.
 */
record LogRecord(int length, int events, long firstSequence, long receivedAt, int payloadCrc) {

  static final int HEADER_BYTES = 32;

  private static final int CHECKED_BYTES = 28;

  void write(ByteBuffer out, long salt) {
    int start = out.position();
    out.putInt(length).putInt(events).putLong(firstSequence).putLong(receivedAt).putInt(payloadCrc);
    out.putInt(headerCrc(out, start, salt));
  }

  /** Whether the 32 bytes at an index have a header's checksum. */
  static boolean proven(ByteBuffer in, int index, long salt) {
    return in.getInt(index + CHECKED_BYTES) == headerCrc(in, index, salt);
  }

  static LogRecord read(ByteBuffer in, int index) {
    return new LogRecord(
        in.getInt(index),
        in.getInt(index + 4),
        in.getLong(index + 8),
        in.getLong(index + 16),
        in.getInt(index + 24));
  }

  /** Whether a payload, from position to limit, has the checksum. */
  boolean proves(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return (int) crc.getValue() == payloadCrc;
  }

  private static int headerCrc(ByteBuffer bytes, int start, long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = 56; shift >= 0; shift -= 8) {
      crc.update((int) (salt >>> shift) & 0xFF);
    }
    crc.update(bytes.slice(start, CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
