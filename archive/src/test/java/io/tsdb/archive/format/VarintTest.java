package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "127, 1",
    "128, 2",
    "16383, 2",
    "16384, 3",
    "72057594037927935, 8",
    "72057594037927936, 9",
    "9223372036854775807, 9",
    "-1, 9",
    "-9223372036854775808, 9"
  })
  void size_atTheThresholds(long value, int size) {
    assertThat(Varint.size(value)).isEqualTo(size);
    assertThat(read(value)).isEqualTo(value);
  }

  @Property
  void put_isReadBack(@ForAll long value) {
    assertThat(read(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455})
  void upToFour_areTheSameBytes(int value) {
    byte[] bytes = new byte[4];
    int size = Varint.put(bytes, 0, value);
    assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(Varint.upToFour(value, size));
  }

  /** Writes a value between other bytes and reads it as the file format says. */
  private static long read(long value) {
    byte[] bytes = new byte[11];
    bytes[0] = 0x55;
    bytes[10] = 0x55;
    assertThat(Varint.put(bytes, 1, value)).isEqualTo(1 + Varint.size(value));
    assertThat(bytes[0]).isEqualTo((byte) 0x55);
    assertThat(bytes[10]).isEqualTo((byte) 0x55);
    long result = 0;
    for (int i = 1; i <= 8; i++) {
      result = (result << 7) | (bytes[i] & 0x7f);
      if (bytes[i] >= 0) {
        assertThat(i).isEqualTo(Varint.size(value));
        return result;
      }
    }
    return (result << 8) | (bytes[9] & 0xff);
  }
}
