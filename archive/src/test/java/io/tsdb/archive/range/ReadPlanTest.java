package io.tsdb.archive.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.range.ReadPlan.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReadPlanTest {

  private static final long MEBIBYTE = 1 << 20;

  @Test
  void parts_mergesWhatIsNear_andCutsWhatIsLong() {
    List<ByteRange> ranges =
        List.of(
            new ByteRange(40 * MEBIBYTE, 41 * MEBIBYTE),
            new ByteRange(0, 100),
            new ByteRange(MEBIBYTE / 2, MEBIBYTE),
            new ByteRange(3 * MEBIBYTE, 3 * MEBIBYTE),
            new ByteRange(10 * MEBIBYTE, 20 * MEBIBYTE));
    assertThat(ReadPlan.parts(ranges, 0, 100 * MEBIBYTE, ReadPlan.PART_BLOCKS))
        .containsExactly(new Part(0, 16), new Part(160, 160), new Part(640, 16));
  }

  @Test
  void growing_beginsWithOneBlockWhereTheReaderBegins_andDoubles() {
    List<Part> parts = List.of(new Part(3, 128), new Part(131, 150), new Part(900, 4));
    assertThat(ReadPlan.growing(parts, ReadOrder.WHOLE)).isEqualTo(parts);
    assertThat(ReadPlan.growing(parts, ReadOrder.FROM_START))
        .containsExactly(
            new Part(3, 1),
            new Part(4, 2),
            new Part(6, 4),
            new Part(10, 8),
            new Part(18, 16),
            new Part(34, 32),
            new Part(66, 65),
            new Part(131, 150),
            new Part(900, 4));
    assertThat(ReadPlan.growing(parts, ReadOrder.FROM_END))
        .containsExactly(
            new Part(3, 128),
            new Part(131, 90),
            new Part(221, 32),
            new Part(253, 16),
            new Part(269, 8),
            new Part(277, 4),
            new Part(900, 3),
            new Part(903, 1));
  }

  @Property
  void growing_coversTheSameBlocks(
      @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 192) Integer> counts,
      @ForAll ReadOrder order) {
    List<Part> parts = new ArrayList<>();
    int next = 0;
    for (int count : counts) {
      parts.add(new Part(next, count));
      next += count + 16;
    }
    List<Part> grown = ReadPlan.growing(parts, order);
    assertThat(blocks(grown)).isEqualTo(blocks(parts));
    for (int i = 1; i < grown.size(); i++) {
      assertThat(grown.get(i).first()).isGreaterThanOrEqualTo(grown.get(i - 1).end());
    }
  }

  private static BitSet blocks(List<Part> parts) {
    BitSet blocks = new BitSet();
    parts.forEach(part -> blocks.set(part.first(), part.end()));
    return blocks;
  }

  @Test
  void parts_leavesOutTheHead_andCountsFromItsEnd() {
    List<ByteRange> ranges = List.of(new ByteRange(0, 5000), new ByteRange(3000, 4096 + 65_537));
    assertThat(ReadPlan.parts(ranges, 4096, MEBIBYTE, 128)).containsExactly(new Part(0, 2));
    assertThat(ReadPlan.parts(List.of(new ByteRange(0, 4096)), 4096, MEBIBYTE, 128)).isEmpty();
  }

  @Test
  void parts_addsAShortRestToThePartBefore() {
    long block = Blocks.BYTES;
    assertThat(counts(191 * block)).containsExactly(191);
    assertThat(counts(192 * block)).containsExactly(128, 64);
    assertThat(counts(3 * 128 * block + 1)).containsExactly(128, 128, 129);
  }

  private static List<Integer> counts(long bytes) {
    List<ByteRange> range = List.of(new ByteRange(0, bytes));
    return ReadPlan.parts(range, 0, bytes, ReadPlan.PART_BLOCKS).stream().map(Part::count).toList();
  }

  @Test
  void parts_leavesOutWhatLiesBeyondTheObject() {
    List<ByteRange> ranges = List.of(new ByteRange(0, MEBIBYTE), new ByteRange(MEBIBYTE, 9999999));
    assertThat(ReadPlan.parts(ranges, 0, 70_000, 128)).containsExactly(new Part(0, 2));
  }

  @Property
  void parts_coverTheRanges_areDisjointAndSorted_andFetchLittleElse(
      @ForAll @Size(max = 30) List<@IntRange(max = 500) Integer> starts,
      @ForAll @IntRange(min = 1, max = 40) int length,
      @ForAll @IntRange(min = 1, max = 64) int partBlocks) {
    List<ByteRange> ranges = new ArrayList<>();
    BitSet wanted = new BitSet();
    for (int start : starts) {
      ranges.add(
          new ByteRange((long) start * Blocks.BYTES, (long) (start + length) * Blocks.BYTES));
      wanted.set(start, start + length);
    }
    BitSet planned = new BitSet();
    int end = 0;
    for (Part part : ReadPlan.parts(ranges, 0, 1L << 40, partBlocks)) {
      assertThat(part.first()).isGreaterThanOrEqualTo(end);
      assertThat(part.count()).isBetween(1, partBlocks + partBlocks / 2);
      planned.set(part.first(), part.end());
      end = part.end();
    }
    BitSet missing = (BitSet) wanted.clone();
    missing.andNot(planned);
    assertThat(missing.isEmpty()).isTrue();
    planned.andNot(wanted);
    // what was not wanted lies in gaps below the cost of a request
    for (int gap = planned.nextSetBit(0); gap >= 0; gap = planned.nextSetBit(gap)) {
      int gapEnd = planned.nextClearBit(gap);
      assertThat(gapEnd - gap).isLessThan(Stretch.GAP_BLOCKS);
      gap = gapEnd;
    }
  }

  @Test
  void byteRange_refusesWhatIsNone() {
    assertThatThrownBy(() -> new ByteRange(5, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a byte range with 0 <= start <= end, found [5, 4)");
  }

  @Test
  void readOptions_refusesBoundsThatHoldNothing() {
    assertThatThrownBy(() -> new ReadOptions(100, 1 << 20, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected cacheBytes to be at least 65536, found 100");
    assertThatThrownBy(() -> new ReadOptions(1 << 20, 1 << 20, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected parallelRequests to be at least 1, found 0");
  }
}
