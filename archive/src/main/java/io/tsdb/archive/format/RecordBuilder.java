package io.tsdb.archive.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes one record (file format, section 2.1) of a small table. Used once. */
final class RecordBuilder {

  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private final byte[] scratch = new byte[9];

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
    type(SerialType.ofText(bytes.length));
    values.writeBytes(bytes);
    return this;
  }

  RecordBuilder addBlob(byte[] bytes) {
    type(SerialType.ofBlob(bytes.length));
    values.writeBytes(bytes);
    return this;
  }

  private RecordBuilder number(int type, long bits) {
    type(type);
    values.write(scratch, 0, SerialType.put(scratch, 0, type, bits));
    return this;
  }

  private void type(long type) {
    types.write(scratch, 0, Varint.put(scratch, 0, type));
  }

  /** The record: its header's length, the types, the values. */
  byte[] toBytes() {
    int header = types.size() + 1;
    if (header > 127) {
      throw new IllegalStateException(
          "Expected a record of few columns, found a header of " + header + " bytes");
    }
    byte[] record = new byte[header + values.size()];
    record[0] = (byte) header;
    System.arraycopy(types.toByteArray(), 0, record, 1, types.size());
    System.arraycopy(values.toByteArray(), 0, record, header, values.size());
    return record;
  }
}
