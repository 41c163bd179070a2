package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Damaged bytes of a segment are found, and told apart from other findings. */
class ChecksumCheckTest extends CheckedArchive {

  @Test
  void changedBytes_inHeadAndLeaf_areFound() throws Exception {
    byte[] good = Files.readAllBytes(file);
    int pageSize = Short.toUnsignedInt(ByteBuffer.wrap(good).getShort(16));
    int pages = good.length / pageSize;
    // the first byte of a page tells of which kind it is; that of page 1 is its magic
    for (int page = 0; page < pages; page++) {
      byte[] bad = good.clone();
      bad[page * pageSize] ^= 0x40;
      overwrite(bad);
      found.clear();
      assertThat(check().findings()).as("page " + (page + 1)).isPositive();
      assertThat(found).allMatch(line -> line.startsWith(key + ": expected "));
    }
  }

  /** What no other check can know: a value that nothing else in the file depends on. */
  @Test
  void changedValue_isFoundByItsChecksum() throws Exception {
    byte[] bad = Files.readAllBytes(file);
    bad[bad.length - 100] ^= 1;
    overwrite(bad);

    assertFound(
        "expected all bytes after the head to be readable, found damage: expected checksum");
  }

  @Test
  void damagedLeaf_leavesTheOtherChecks() throws Exception {
    edit("UPDATE segment SET value = 'x' WHERE key = 'writer'");
    byte[] bad = Files.readAllBytes(file);
    int pageSize = Short.toUnsignedInt(ByteBuffer.wrap(bad).getShort(16));
    bad[20 * pageSize] ^= 0x40;
    overwrite(bad);

    assertFound("PRAGMA integrity_check to say ok");
    assertThat(found).anyMatch(line -> line.contains("fact writer"));
  }

  @Test
  void truncatedFile_isFound() throws Exception {
    overwrite(Arrays.copyOf(Files.readAllBytes(file), 8192));

    assertFound("bytes by its name, found an object of 8192");
    assertThat(found).hasSize(1);
  }
}
