package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
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
  void isOne_isSoForAllBetween(
      @ForAll @LongRange(min = 2, max = 1L << 60) long least,
      @ForAll @IntRange(max = 300) int less,
      @ForAll @IntRange(max = 300) int more) {
    Assume.that(SerialType.isOne(least, least + less + more));
    assertThat(SerialType.of(least + less)).isEqualTo(SerialType.of(least));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 127, true",
    "127, 128, false",
    "0, 0, true",
    "1, 1, true",
    "0, 1, false",
    "1, 2, false",
    "-5, 5, false",
    "-5, -2, false",
    "128, 32767, true"
  })
  void isOne_atTheThresholds(long least, long greatest, boolean one) {
    assertThat(SerialType.isOne(least, greatest)).isEqualTo(one);
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
