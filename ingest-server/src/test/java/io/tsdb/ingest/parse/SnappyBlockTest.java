package io.tsdb.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyBlockTest {

  private static final byte[] TEXT = "one line and another, ".repeat(500).getBytes(UTF_8);

  @Test
  void block_comesBack() throws CodingException {
    assertThat(SnappyBlock.unpack(Snappy.pack(TEXT))).isEqualTo(TEXT);
    assertThat(SnappyBlock.unpack(Snappy.pack(new byte[0]))).isEmpty();
    byte[] zeros = new byte[1_000_000];
    assertThat(SnappyBlock.unpack(Snappy.pack(zeros))).isEqualTo(zeros);
  }

  @Test
  void block_thatEndsTooEarlyOrTooLate_isRefused() {
    byte[] block = Snappy.pack(TEXT);

    for (int length = 0; length < block.length; length++) {
      byte[] cut = Arrays.copyOf(block, length);
      assertThatThrownBy(() -> SnappyBlock.unpack(cut)).isInstanceOf(CodingException.class);
    }
    assertThatThrownBy(() -> SnappyBlock.unpack(Arrays.copyOf(block, block.length + 1)))
        .isInstanceOf(CodingException.class);
  }

  @Test
  void lengthThatCannotBe_takesNoMemory() {
    byte[] twoGigabytes = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 0, 'a'};

    assertThatThrownBy(() -> SnappyBlock.unpack(twoGigabytes))
        .isInstanceOf(CodingException.class)
        .hasMessageContaining("cannot be as long as it says");
  }

  @Test
  void garbage_isRefusedOrUnpacked() {
    Random random = new Random(11);
    byte[] block = Snappy.pack(TEXT);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      byte[] damaged = block.clone();
      damaged[random.nextInt(block.length)] = (byte) random.nextInt();
      for (byte[] each : new byte[][] {bytes, damaged}) {
        try {
          assertThat(SnappyBlock.unpack(each).length).isLessThanOrEqualTo(22 * each.length);
        } catch (CodingException e) {
          assertThat(e.coding()).isEqualTo("snappy");
        }
      }
    }
  }
}
