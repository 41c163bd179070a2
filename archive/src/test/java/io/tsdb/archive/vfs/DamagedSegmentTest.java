package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.Checksums;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are no segments, or no longer: a clear error that names the key, and no crash. */
class DamagedSegmentTest {

  @TempDir Path folder;
  private FileStore store;
  private SegmentDatabases databases;
  private byte[] good;
  private int head;

  @BeforeEach
  void writeSegment() throws Exception {
    store = new FileStore(folder.resolve("archive"));
    databases = new SegmentDatabases(ReadOptions.defaults());
    SegmentFile file = TestSegments.write(folder, 2000, 5, 100);
    head = file.name().headBytes();
    good = Files.readAllBytes(file.path());
  }

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    assertThat(databases.openDatabases()).isZero();
    databases.close();
  }

  @Test
  void open_refusesAnEmptyObject() throws Exception {
    assertRefused(new byte[0], " bytes by its name, found an object of 0");
  }

  @Test
  void open_refusesATruncatedObject() throws Exception {
    assertRefused(
        Arrays.copyOf(good, good.length - 1), "expected " + good.length + " bytes by its header");
    assertRefused(Arrays.copyOf(good, 4096), "found an object of 4096");
  }

  @Test
  void open_refusesALongerObject() throws Exception {
    assertRefused(Arrays.copyOf(good, good.length + 1), "bytes by its header");
  }

  @Test
  void open_refusesGarbage() throws Exception {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    assertRefused(garbage, "does not start with 'SQLite format 3'");
  }

  @Test
  void open_refusesAnotherSqliteFile() throws Exception {
    assertRefused(
        changed(header -> header.putInt(68, 0)),
        "expected application_id 0x74736462, found 0x00000000; it is a SQLite file, but no segment");
  }

  @Test
  void open_refusesAnotherVersion() throws Exception {
    assertRefused(
        changed(header -> header.putInt(60, 2)),
        "expected format version (user_version) 1, found 2; a newer version of this program");
  }

  @Test
  void open_refusesAWriteAheadLog() throws Exception {
    assertRefused(changed(header -> header.put(18, (byte) 2)), "with a write-ahead log");
  }

  @Test
  void open_refusesAPageSizeThatIsNone() throws Exception {
    assertRefused(changed(header -> header.putShort(16, (short) 1000)), "found 1000");
  }

  @Test
  void open_refusesADamagedSchema() throws Exception {
    byte[] bytes = changed(header -> header.put(100, (byte) 99));
    assertRefused(bytes, "expected a head of " + head + " bytes, as its name says, with CRC32C");
    Checksums.writeHeader(bytes, head, ByteBuffer.wrap(bytes).getInt(24));
    assertRefused(bytes, "SQLite says: ");
  }

  @Test
  void open_refusesAnObjectThatIsShorterThanItsListing() throws Exception {
    Segment segment = SqliteSegments.put(store, good, head);
    StoredObject listed =
        new StoredObject(segment.object().key(), good.length + 4096L, segment.object().etag());
    assertThatThrownBy(() -> databases.open(new Segment(segment.name(), listed, store)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(segment.object().key());
  }

  @Test
  void open_refusesAnObjectThatIsNotThere() throws Exception {
    Segment segment = SqliteSegments.put(store, good, head);
    store.delete(segment.object().key());
    assertThatThrownBy(() -> databases.open(segment))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(segment.object().key());
  }

  @Test
  void flippedBytes_areFoundOrHarmless_andNeverFatal() throws Exception {
    Random random = new Random(3);
    int damaged = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bytes = good.clone();
      // more often where it hurts most: the header and the first page
      int at = random.nextInt(i % 2 == 0 ? 4096 : bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Segment segment = SqliteSegments.put(store, bytes, head);
      try (SegmentDatabase database = databases.open(segment)) {
        damaged += read(database, segment.object().key()) ? 0 : 1;
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(segment.object().key());
        damaged++;
      }
    }
    assertThat(damaged).isPositive();
  }

  private static boolean read(SegmentDatabase database, String key) throws IOException {
    try {
      database.warm(database.rows(TimeRange.ALL));
      Rows.of(database.connection(), "SELECT * FROM events");
      Rows.of(database.connection(), "SELECT rowid FROM search WHERE search MATCH 'word17'");
      return Rows.of(database.connection(), "PRAGMA integrity_check").toString().equals("[[ok]]");
    } catch (SQLException e) {
      SQLException explained = database.explain(e);
      if (explained.getCause() != null) {
        assertThat(explained.getCause())
            .isInstanceOf(CorruptSegmentException.class)
            .hasMessageContaining(key);
      }
      return false;
    }
  }

  private byte[] changed(Consumer<ByteBuffer> change) {
    byte[] bytes = good.clone();
    change.accept(ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void assertRefused(byte[] bytes, String problem) throws IOException {
    Segment segment = SqliteSegments.put(store, bytes, head);
    assertThatThrownBy(() -> databases.open(segment))
        .isInstanceOf(CorruptSegmentException.class)
        .hasMessageStartingWith("Segment " + segment.object().key() + " is damaged: ")
        .hasMessageContaining(problem);
  }
}
