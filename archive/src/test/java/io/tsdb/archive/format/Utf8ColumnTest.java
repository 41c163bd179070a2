package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class Utf8ColumnTest {

  @Property(tries = 500)
  void copy_isUtf8(@ForAll("unicode") String text) {
    Utf8Column column = new Utf8Column();
    add(column, 3, text);
    assertThat(read(column, 3)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(column.has(2)).isFalse();
    assertThat(column.size(2)).isZero();
    assertThat(column.has(1000)).isFalse();
  }

  @Provide
  Arbitrary<String> unicode() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(point -> point < 0xd800 || point > 0xdfff)
        .array(int[].class)
        .ofMaxSize(40)
        .map(points -> new String(points, 0, points.length));
  }

  @Test
  void copy_surrogatePairs_isUtf8() {
    String text = "😀\udbff\udfff\ud800\udc00x";
    Utf8Column column = new Utf8Column();
    add(column, 0, text);
    assertThat(read(column, 0)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void set_manyTextsOfAllSizes_keepsEach() {
    Utf8Column column = new Utf8Column();
    int[] sizes = {0, 1, 4091, 4092, 4093, 5000, 1 << 20, (1 << 20) - 4, 3 << 20, 7};
    long total = 0;
    for (int i = 0; i < 200; i++) {
      int size = sizes[i % sizes.length];
      add(column, i * 2, String.valueOf((char) ('a' + i % 26)).repeat(size));
      total += size;
    }
    for (int i = 0; i < 200; i++) {
      byte[] text = read(column, i * 2);
      byte[] expected = new byte[sizes[i % sizes.length]];
      Arrays.fill(expected, (byte) ('a' + i % 26));
      assertThat(text).isEqualTo(expected);
      assertThat(column.has(i * 2 + 1)).isFalse();
    }
    assertThat(column.textBytes()).isEqualTo(total);
    assertThat(column.bytes()).isBetween(total, total * 2);
  }

  private static void add(Utf8Column column, int row, String text) {
    column.set(row, text, Utf8Column.size(text));
  }

  private static byte[] read(Utf8Column column, int row) {
    byte[] text = new byte[column.size(row)];
    column.copy(row, text, 0);
    return text;
  }
}
