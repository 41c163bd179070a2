package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialTypeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 8",
    "1, 9",
    "2, 1",
    "-1, 1",
    "127, 1",
    "-128, 1",
    "128, 2",
    "-129, 2",
    "32767, 2",
    "32768, 3",
    "8388607, 3",
    "8388608, 4",
    "-8388608, 3",
    "2147483647, 4",
    "2147483648, 5",
    "-2147483649, 5",
    "140737488355327, 5",
    "140737488355328, 6",
    "-140737488355328, 5",
    "-140737488355329, 6",
    "9223372036854775807, 6",
    "-9223372036854775808, 6"
  })
  void of_isTheShortest(long value, int type) {
    assertThat(SerialType.of(value)).isEqualTo(type);
    put_isBigEndian(value);
  }

  @Property
  void put_isBigEndian(@ForAll long value) {
    int type = SerialType.of(value);
    byte[] bytes = new byte[10];
    assertThat(SerialType.put(bytes, 1, type, value)).isEqualTo(1 + SerialType.size(type));
    if (type <= 6) {
      byte[] written = Arrays.copyOfRange(bytes, 1, 1 + SerialType.size(type));
      assertThat(new BigInteger(written).longValueExact()).isEqualTo(value);
    } else {
      assertThat(value).isBetween(0L, 1L);
    }
  }
}
