package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Checksums;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import io.tsdb.archive.testing.WatchedStore;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are found without reading leaves, and all their pages are found. */
class SamplePagesTest {

  @TempDir Path folder;

  /** Texts of 60,000 characters have chains of overflow pages. */
  @ParameterizedTest
  @CsvSource({"200000, 0, 0", "40000, 3, 900", "300, 2, 60000"})
  void warm_bringsEveryPageOfTheRows(int rows, int textEvery, int textLength) throws Exception {
    WatchedStore store = new WatchedStore(new FileStore(folder.resolve("archive")));
    Segment segment = TestSegments.create(store, folder, rows, textEvery, textLength);
    Random random = new Random(1);
    for (int i = 0; i < 15; i++) {
      long first = 1 + random.nextInt(rows);
      long last = i == 0 ? rows : Math.min(first + random.nextInt(rows / 4), rows);
      try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
          SegmentDatabase database = databases.open(segment)) {
        // what SQLite itself reads before
        Rows.of(database.connection(), "SELECT count(*) FROM segment");
        database.rows(TimeRange.ALL);
        store.reset();
        database.warm(new RowRange(first, last));
        int planned = Math.max(1, (int) ((segment.object().size() >> 23) + 1));
        List<List<Object>> counted =
            Rows.of(
                database.connection(),
                "SELECT count(value), sum(length(text)) IS NULL FROM sample WHERE n BETWEEN "
                    + first
                    + " AND "
                    + last);
        assertThat(counted.get(0).get(0)).isEqualTo(last - first + 1);
        assertThat(store.reads().size()).as(first + " to " + last).isLessThanOrEqualTo(planned);
      }
    }
  }

  @Test
  void warm_findsLeavesInATreeOfManyLevels() throws Exception {
    WatchedStore store = new WatchedStore(new FileStore(folder.resolve("archive")));
    int rows = 100_000;
    Segment segment = SqliteSegments.create(store, folder, rows, 512);
    Random random = new Random(3);
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      for (int i = 0; i < 50; i++) {
        long first = 1 + random.nextInt(rows);
        long last = Math.min(rows, first + random.nextInt(5000));
        database.warm(new RowRange(first, last));
        assertThat(
                Rows.of(
                    database.connection(),
                    "SELECT sum(seq) FROM sample WHERE n BETWEEN " + first + " AND " + last))
            .containsExactly(List.of((last - first + 1) * (first + last) / 2));
      }
      assertThat(databases.statistics().counts().bytesFetched())
          .isLessThanOrEqualTo(segment.object().size());
    }
  }

  @Test
  void warm_refusesPagesThatAreNoTree() throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    Segment segment = SqliteSegments.create(store, folder, 20_000, 4096);
    byte[] good = Files.readAllBytes(folder.resolve("archive").resolve(segment.object().key()));
    int root;
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      root =
          ((Long)
                  Rows.of(
                          database.connection(),
                          "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'")
                      .get(0)
                      .get(0))
              .intValue();
    }
    int page = (root - 1) * 4096;
    assertRefused(good, page, (byte) 2, "found type 2 on page " + root);
    // the first child, then the number of cells, then the place of the first cell
    ByteBuffer bytes = ByteBuffer.wrap(good);
    int cell = page + Short.toUnsignedInt(bytes.getShort(page + 12));
    assertRefused(good, cell, (byte) 0x7f, "expected children from page 2 to");
    assertRefused(good, page + 3, (byte) 0xff, "expected cells that fit into the page");
    assertRefused(good, page + 12, (byte) 0xff, "expected a cell inside the page");
  }

  /** With matching checksums: it is no damage, but was written so. */
  private void assertRefused(byte[] good, int offset, byte value, String problem) throws Exception {
    byte[] bad = good.clone();
    bad[offset] = value;
    Path file = Files.write(folder.resolve("bad.sqlite"), bad);
    Checksums.write(file, 8192);
    Segment segment =
        SqliteSegments.put(
            new FileStore(folder.resolve("archive")), Files.readAllBytes(file), 8192);
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults());
        SegmentDatabase database = databases.open(segment)) {
      assertThatThrownBy(() -> database.warm(new RowRange(1, 20_000)))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageStartingWith("Segment " + segment.object().key() + " is damaged: ")
          .hasMessageContaining(problem);
    }
  }
}
