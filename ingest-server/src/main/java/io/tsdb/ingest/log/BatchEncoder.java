package io.tsdb.ingest.log;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the events of a batch in the log's binary form.
 *
 * <pre>
 * event  = flags:1  time:zigzag varint, difference to the event before (0 for the first)
 *          labels:  string, if flag 8 (it gets the next number); else varint, the number of an earlier one
 *          [value: 8 bytes, if flag 1]  [text: string, if flag 2]  [id: string, if flag 4]
 * string = varint of bytes, bytes: UTF-8
 * </pre>
 *
 * Integers are big-endian.
 */
final class BatchEncoder {

  static final int VALUE = 1;
  static final int TEXT = 2;
  static final int ID = 4;
  static final int NEW_LABELS = 8;

  private final int limit;
  private byte[] bytes = new byte[256];
  private int size;

  private BatchEncoder(int limit) {
    this.limit = limit;
  }

  /**
   * The batch in bytes.
   *
   * @throws IllegalArgumentException if it takes more than {@code limit} bytes
   */
  static byte[] encode(List<Event> events, int limit) {
    BatchEncoder encoder = new BatchEncoder(limit);
    Map<Labels, Integer> numbers = new HashMap<>();
    long time = 0;
    for (Event event : events) {
      encoder.event(event, event.timestamp() - time, numbers);
      time = event.timestamp();
    }
    return Arrays.copyOf(encoder.bytes, encoder.size);
  }

  private void event(Event event, long timeDifference, Map<Labels, Integer> numbers) {
    Integer number = numbers.putIfAbsent(event.labels(), numbers.size());
    int flags =
        (event.value().isPresent() ? VALUE : 0)
            | (event.text().isPresent() ? TEXT : 0)
            | (event.id().isPresent() ? ID : 0)
            | (number == null ? NEW_LABELS : 0);
    room(1);
    bytes[size++] = (byte) flags;
    varint(timeDifference << 1 ^ timeDifference >> 63);
    if (number == null) {
      string(event.labels().json());
    } else {
      varint(number);
    }
    if (event.value().isPresent()) {
      int64(Double.doubleToRawLongBits(event.value().getAsDouble()));
    }
    event.text().ifPresent(this::string);
    event.id().ifPresent(this::string);
  }

  private void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void int64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  private void string(String string) {
    byte[] encoded = string.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > EventBatch.LARGEST_TEXT) {
      throw new IllegalArgumentException(
          "Expected labels, texts and ids of at most "
              + EventBatch.LARGEST_TEXT
              + " bytes, found one of "
              + encoded.length
              + "; send it in parts");
    }
    varint(encoded.length);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
  }

  private void room(int more) {
    long needed = (long) size + more;
    if (needed > limit) {
      throw new IllegalArgumentException(
          "Expected a batch of at most " + limit + " bytes, found more; send it in smaller parts");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
    }
  }
}
