package io.tsdb.calcite.execute;

import io.tsdb.calcite.aggregate.AggregateState;
import io.tsdb.calcite.aggregate.StateKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.ByteString;

/** Rows as bytes, for temporary files: each value is a tag and what it needs. */
final class RowCodec {

  private static final int NULL = 0;
  private static final int LONG = 1;
  private static final int DOUBLE = 2;
  private static final int LATIN_TEXT = 3;
  private static final int TEXT = 4;
  private static final int FALSE = 5;
  private static final int TRUE = 6;
  private static final int INTEGER = 7;
  private static final int SHORT = 8;
  private static final int BYTE = 9;
  private static final int FLOAT = 10;
  private static final int DECIMAL = 11;
  private static final int BYTES = 12;
  private static final int LIST = 13;
  private static final int ARRAY = 14;
  private static final int MAP = 15;
  private static final int STATE = 16;

  private RowCodec() {}

  static void write(Object[] row, DataOutput out) throws IOException {
    out.writeInt(row.length);
    for (Object value : row) {
      writeValue(value, out);
    }
  }

  static Object[] read(DataInput in) throws IOException {
    Object[] row = new Object[in.readInt()];
    for (int i = 0; i < row.length; i++) {
      row[i] = readValue(in);
    }
    return row;
  }

  private static void writeValue(Object value, DataOutput out) throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof Long number) {
      out.writeByte(LONG);
      out.writeLong(number);
    } else if (value instanceof Double number) {
      out.writeByte(DOUBLE);
      out.writeDouble(number);
    } else if (value instanceof String text) {
      writeText(text, out);
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? TRUE : FALSE);
    } else if (value instanceof Integer number) {
      out.writeByte(INTEGER);
      out.writeInt(number);
    } else if (value instanceof Short number) {
      out.writeByte(SHORT);
      out.writeShort(number);
    } else if (value instanceof Byte number) {
      out.writeByte(BYTE);
      out.writeByte(number);
    } else if (value instanceof Float number) {
      out.writeByte(FLOAT);
      out.writeFloat(number);
    } else if (value instanceof BigDecimal number) {
      out.writeByte(DECIMAL);
      out.writeInt(number.scale());
      writeBytes(number.unscaledValue().toByteArray(), out);
    } else if (value instanceof ByteString bytes) {
      out.writeByte(BYTES);
      writeBytes(bytes.getBytes(), out);
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      write(list.toArray(), out);
    } else if (value instanceof AggregateState state) {
      out.writeByte(STATE);
      out.writeByte(state.kind().ordinal());
      write(state.content(), out);
    } else if (value instanceof Object[] array) {
      out.writeByte(ARRAY);
      write(array, out);
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte(MAP);
      write(map.keySet().toArray(), out);
      write(map.values().toArray(), out);
    } else {
      throw new QueryException(
          "Expected rows of numbers, times, texts, bytes, and lists and maps of them, found a "
              + value.getClass().getName()
              + "; such rows are only held in memory: raise memoryLimit, and the heap (-Xmx) with it");
    }
  }

  private static Object readValue(DataInput in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case NULL -> null;
      case LONG -> in.readLong();
      case DOUBLE -> in.readDouble();
      case LATIN_TEXT -> new String(readBytes(in), StandardCharsets.ISO_8859_1);
      case TEXT -> new String(characters(readBytes(in)));
      case FALSE -> Boolean.FALSE;
      case TRUE -> Boolean.TRUE;
      case INTEGER -> in.readInt();
      case SHORT -> in.readShort();
      case BYTE -> in.readByte();
      case FLOAT -> in.readFloat();
      case DECIMAL -> {
        int scale = in.readInt();
        yield new BigDecimal(new BigInteger(readBytes(in)), scale);
      }
      case BYTES -> new ByteString(readBytes(in));
      case LIST -> new ArrayList<>(Arrays.asList(read(in)));
      case ARRAY -> read(in);
      case MAP -> {
        Object[] keys = read(in);
        Object[] values = read(in);
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
          map.put(keys[i], values[i]);
        }
        yield map;
      }
      case STATE -> {
        StateKind kind = StateKind.values()[in.readByte()];
        yield AggregateState.of(kind, read(in));
      }
      default -> throw new IOException("Expected a value's tag, found " + tag);
    };
  }

  /** Character by character, so that a lone surrogate comes back as it was. */
  private static void writeText(String text, DataOutput out) throws IOException {
    boolean latin = text.chars().allMatch(character -> character <= 0xff);
    out.writeByte(latin ? LATIN_TEXT : TEXT);
    if (latin) {
      writeBytes(text.getBytes(StandardCharsets.ISO_8859_1), out);
      return;
    }
    byte[] bytes = new byte[Math.multiplyExact(2, text.length())];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    writeBytes(bytes, out);
  }

  private static char[] characters(byte[] bytes) {
    char[] characters = new char[bytes.length / 2];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) ((bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff);
    }
    return characters;
  }

  private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
