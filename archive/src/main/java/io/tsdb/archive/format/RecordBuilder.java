package io.tsdb.archive.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes one record (file format, section 2.1) of a small table. Used once. */
final class RecordBuilder {

  private static final int LONGEST_HEADER = 127;
  private static final int LONGEST_NUMBER = 9;

  /** The header's length, of one byte, then the types. */
  private byte[] header = new byte[16];

  private int headerSize = 1;
  private byte[] values = new byte[48];
  private int valuesSize;

  RecordBuilder addNull() {
    type(SerialType.NULL);
    return this;
  }

  RecordBuilder add(long value) {
    return number(SerialType.of(value), value);
  }

  /** An integer that takes four bytes whatever it is, so that it may be chosen after the layout. */
  RecordBuilder addInt4(int value) {
    return number(SerialType.INT4, value);
  }

  RecordBuilder add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes(SerialType.ofText(bytes.length), bytes);
  }

  RecordBuilder addBlob(byte[] bytes) {
    return bytes(SerialType.ofBlob(bytes.length), bytes);
  }

  private RecordBuilder number(int type, long bits) {
    type(type);
    growValues(LONGEST_NUMBER);
    valuesSize = SerialType.put(values, valuesSize, type, bits);
    return this;
  }

  private RecordBuilder bytes(long type, byte[] bytes) {
    type(type);
    growValues(bytes.length);
    System.arraycopy(bytes, 0, values, valuesSize, bytes.length);
    valuesSize += bytes.length;
    return this;
  }

  private void type(long type) {
    if (headerSize + LONGEST_NUMBER > header.length) {
      header = Arrays.copyOf(header, header.length * 2);
    }
    headerSize = Varint.put(header, headerSize, type);
  }

  private void growValues(int bytes) {
    int needed = Math.addExact(valuesSize, bytes);
    if (needed > values.length) {
      values = Arrays.copyOf(values, Math.max(needed, values.length / 2 * 3));
    }
  }

  /** The record: its header's length, the types, the values. */
  byte[] toBytes() {
    if (headerSize > LONGEST_HEADER) {
      throw new IllegalStateException(
          "Expected a record of few columns, found a header of " + headerSize + " bytes");
    }
    byte[] record = Arrays.copyOf(header, headerSize + valuesSize);
    record[0] = (byte) headerSize;
    System.arraycopy(values, 0, record, headerSize, valuesSize);
    return record;
  }
}
