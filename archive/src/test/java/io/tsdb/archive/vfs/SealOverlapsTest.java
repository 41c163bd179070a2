package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments of one writer that hold the same seals are found. */
class SealOverlapsTest extends CheckedArchive {

  @Test
  void overlappingSeals_areFound() throws Exception {
    for (SealRange seals :
        List.of(new SealRange(10, 19), new SealRange(12, 14), new SealRange(15, 25))) {
      put(SegmentFiles.writeOne(new EventBatch(), "writer", seals, folder));
    }

    check();

    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("_15-25_").contains("_10-19_");
  }

  @Test
  void sameSeals_areFound() throws Exception {
    String copy = key.replace("_3000_", "_2999_");
    Files.copy(file, archive.resolve(copy));

    check();

    assertThat(found).anyMatch(line -> line.contains(copy) && line.contains("to overlap"));
  }

  @Test
  void sameEvents_underAnotherHead_areNoOverlap() throws Exception {
    String copy = key.replace(".sqlite", "0.sqlite");
    Files.copy(file, archive.resolve(copy));

    check();

    assertThat(found).isNotEmpty().allMatch(line -> line.contains(copy) && line.contains("head"));
  }
}
