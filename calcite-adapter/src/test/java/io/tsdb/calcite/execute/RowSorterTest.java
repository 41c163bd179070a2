package io.tsdb.calcite.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.calcite.avatica.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSorterTest {

  private static final Comparator<Object[]> BY_FIRST =
      Comparator.comparingLong(row -> (Long) row[0]);

  @TempDir private Path folder;

  private static List<Object[]> rows(int count, int keys) {
    Random random = new Random(count);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Object[] {(long) random.nextInt(keys), i, "t" + i});
    }
    return rows;
  }

  private static List<List<Object>> all(RunMerge merge, long most) {
    List<List<Object>> rows = new ArrayList<>();
    while (rows.size() < most) {
      Optional<Object[]> row = merge.next();
      if (row.isEmpty()) {
        break;
      }
      rows.add(Arrays.asList(row.get()));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 9000000, 1000",
    "500, 10, 9000000, 100000000",
    "20000, 50, 9000000, 10000",
    "20000, 50, 700, 10000",
    "20000, 20000, 1, 10000",
    "20000, 7, 0, 10000",
    "20000, 1, 15000, 10000",
    "9000, 50, 9000000, 200",
    "9000, 50, 4000, 200",
  })
  void rows_areSortedStably_whateverTheMemory(int count, int keys, long needed, long memory)
      throws Exception {
    List<Object[]> rows = rows(count, keys);
    List<List<Object>> expected =
        rows.stream().sorted(BY_FIRST).limit(needed).map(Arrays::asList).toList();
    try (RowSorter sorter = new RowSorter(BY_FIRST, needed, memory, folder)) {
      rows.forEach(sorter::add);
      boolean mustSpill = 100 * Math.min(count, needed) > memory;
      assertThat(sorter.spilledBytes() > 0).isEqualTo(mustSpill);
      assertThat(all(sorter.sorted(), needed)).isEqualTo(expected);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void valuesOfAllTypes_comeBackFromTheFile() {
    Object[] row = {
      7L,
      null,
      -0.5,
      "Größe",
      "日本 😀 \ud83d",
      "",
      true,
      false,
      1,
      (short) 2,
      (byte) 3,
      4f,
      new BigDecimal("-12.340"),
      new ByteString(new byte[] {1, 2}),
      List.of(1L, "x"),
      new Object[] {null, 2L},
      Map.of("key", List.of(1L))
    };
    try (RowSorter sorter = new RowSorter(BY_FIRST, 10, 0, folder)) {
      sorter.add(row);
      assertThat(sorter.spilledBytes()).isPositive();
      assertThat(sorter.sorted().next().orElseThrow()).usingRecursiveComparison().isEqualTo(row);
    }
  }

  @Test
  void fileThatCannotBe_isToldWithTheRemedy() {
    Path nowhere = folder.resolve("nowhere");
    try (RowSorter sorter = new RowSorter(BY_FIRST, 10, 0, nowhere)) {
      assertThatThrownBy(() -> sorter.add(new Object[] {1L}))
          .isInstanceOf(TemporaryFileException.class)
          .hasMessageContaining(nowhere.toString())
          .hasMessageContaining("java.io.tmpdir");
    }
  }

  @Test
  void valueOfNoKnownType_isRefused() {
    try (RowSorter sorter = new RowSorter(BY_FIRST, 10, 0, folder)) {
      assertThatThrownBy(() -> sorter.add(new Object[] {1L, new StringBuilder()}))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("java.lang.StringBuilder");
    }
  }
}
