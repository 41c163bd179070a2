package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A batch's bytes with their checksum, before its place in the log is known.
 *
 * @param bytes as {@link BatchEncoder} wrote them
 * @param crc CRC32C of the bytes
 * @param receivedAt epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent")
record LogPayload(byte[] bytes, int crc, long receivedAt) {

  static LogPayload of(List<Event> events, int limit, long receivedAt) {
    byte[] bytes = BatchEncoder.encode(events, limit);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return new LogPayload(bytes, (int) crc.getValue(), receivedAt);
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes);
  }

  /** Bytes in the log, with the header. */
  long size() {
    return LogRecord.HEADER_BYTES + (long) bytes.length;
  }
}
