package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.testing.Checksums;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head verifies itself, and after it every group of the file. */
class ChecksumTest {

  private static final String KEY = "events/key.sqlite";

  @TempDir private Path scratch;

  private byte[] file(int rows, int pageSize) throws Exception {
    List<Event> events = IntStream.range(0, rows).mapToObj(Events::mixed).toList();
    return Events.segment(events, pageSize, scratch);
  }

  private static byte[] head(byte[] file) throws Exception {
    int pageSize = Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(16));
    try (SegmentReader reader = SegmentReader.of(file)) {
      List<String> pages = reader.query("SELECT value FROM segment WHERE key = 'head_pages'");
      return Arrays.copyOf(
          file, (pageSize == 1 ? 65_536 : pageSize) * Integer.parseInt(pages.get(0)));
    }
  }

  /** With pages of 512 bytes, the checksums do not fit into one page. */
  @ParameterizedTest
  @CsvSource({"0, 4096", "10, 512", "300000, 512", "20000, 4096", "20000, 65536"})
  void everyGroup_isVerified(int rows, int pageSize) throws Exception {
    byte[] file = file(rows, pageSize);
    SegmentHead head = SegmentHead.verify(KEY, head(file), file.length);
    assertThat(head.pageSize()).isEqualTo(pageSize);
    assertThat(head.pages() * pageSize).isEqualTo(file.length);

    assertVerified(file);
    try (SegmentReader reader = SegmentReader.of(file)) {
      assertThat(reader.query("SELECT id, length(crc32c) FROM checksum"))
          .containsExactly("1|" + 4 * head.groupChecksums().length);
    }
  }

  /** Head and groups are as they say. */
  static void assertVerified(byte[] file) throws Exception {
    byte[] head = head(file);
    int end = head.length;
    for (int expected : SegmentHead.verify(KEY, head, file.length).groupChecksums()) {
      int start = end;
      end = Math.min(start + SegmentHead.GROUP_BYTES, file.length);
      CRC32C crc = new CRC32C();
      crc.update(file, start, end - start);
      assertThat((int) crc.getValue()).isEqualTo(expected);
    }
    assertThat(end).isEqualTo(file.length);
  }

  @Test
  void everyByteOfTheHead_isCovered() throws Exception {
    byte[] file = file(50, 512);
    byte[] head = head(file);
    for (int at = 0; at < head.length; at++) {
      byte[] bad = head.clone();
      bad[at] ^= (byte) (1 << at % 8);
      assertThatThrownBy(() -> SegmentHead.verify(KEY, bad, file.length))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageStartingWith("Segment " + KEY + " is damaged: expected ");
    }
  }

  @Test
  void headOfAnotherLength_isRefused() throws Exception {
    byte[] file = file(2000, 4096);
    int length = head(file).length;
    for (int other : new int[] {512, length - 4096, length + 4096, length + 512}) {
      assertThatThrownBy(() -> SegmentHead.verify(KEY, Arrays.copyOf(file, other), file.length))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("expected a head of ");
    }
  }

  /**
   * What a writer with an error, or with intent, may have made: the checksum of the head is right.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 1_000_000, -1, Integer.MIN_VALUE})
  void rootThatIsNoneOfTheTable_isRefused(int root) throws Exception {
    byte[] file = file(2000, 4096);
    byte[] head = head(file);
    Checksums.writeHeader(head, head.length, root);
    assertThatThrownBy(() -> SegmentHead.verify(KEY, head, file.length))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("expected table checksum to have ");
  }

  @Test
  void everyByteOfTheTable_changedWithAMatchingChecksum_isRefusedOrRead() throws Exception {
    byte[] file = file(300_000, 512);
    byte[] head = head(file);
    int root = ByteBuffer.wrap(head).getInt(24);
    int groups = SegmentHead.verify(KEY, head, file.length).groupChecksums().length;
    assertThat(4 * groups).as("bytes, more than one page").isGreaterThan(512);
    int refused = 0;
    for (int at = (root - 1) * 512; at < (root + 1) * 512; at++) {
      byte[] bad = head.clone();
      bad[at] ^= (byte) 0xff;
      Checksums.writeHeader(bad, bad.length, root);
      try {
        assertThat(SegmentHead.verify(KEY, bad, file.length).groupChecksums().length)
            .isEqualTo(groups);
      } catch (CorruptSegmentException e) {
        assertThat(e).hasMessageContaining("expected table checksum to have ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void header_withDifferingRoots_isRefused() throws Exception {
    byte[] file = file(10, 4096);
    byte[] head = head(file);
    ByteBuffer header = ByteBuffer.wrap(head);
    header.putInt(92, header.getInt(92) + 1);
    header.putInt(SegmentHead.CRC_OFFSET, SegmentHead.checksum(head));
    assertThatThrownBy(() -> SegmentHead.verify(KEY, head, file.length))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageContaining("header fields at 24 and 92 that are equal");
  }
}
