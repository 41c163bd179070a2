package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.SegmentImage;
import io.tsdb.archive.format.SmallPages;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.ForwardingStore;
import io.tsdb.archive.testing.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of a segment are changed in turn, each of its head, each of its last group, and many of the
 * group before: no change goes without being noticed.
 */
class FlippedBytesTest {

  /** Of a full group every so manieth byte, since opening a segment for each takes minutes. */
  private static final int STEP = 61;

  /** The first ones touch every group, so that most changes are noticed at little cost. */
  private static final List<String> QUERIES =
      List.of(
          "SELECT * FROM segment",
          "SELECT * FROM series",
          "SELECT * FROM zone",
          "SELECT sum(value), count(text), max(seq), min(id) FROM sample",
          "SELECT rowid FROM search WHERE search MATCH 'shipped'",
          "SELECT rowid FROM series_search WHERE series_search MATCH 'sensor'",
          "SELECT * FROM events");

  @TempDir Path folder;

  @Test
  void changedByte_isNoticed() throws Exception {
    SegmentImage image = SmallPages.segment(2600, folder);
    byte[] good = image.bytes();
    int groups = SegmentHead.verify("", head(image), good.length).groupChecksums().length;
    assertThat(groups).isGreaterThanOrEqualTo(2);
    byte[] served = good.clone();
    ForwardingStore store =
        new ForwardingStore(new FileStore(folder)) {
          @Override
          public ByteBuffer read(
              StoredObject object, long offset, int length, ReadListener listener) {
            return ByteBuffer.wrap(Arrays.copyOfRange(served, (int) offset, (int) offset + length));
          }
        };
    try (SegmentDatabases databases = new SegmentDatabases(ReadOptions.defaults())) {
      List<Object> expected = read(databases, image, store, "good");
      assertThat(expected.get(6).toString()).contains("order_id 13 shipped");
      int head = image.name().headBytes();
      int lastGroup = head + (groups - 1) * SegmentHead.GROUP_BYTES;
      for (int at = 0; at < good.length; at += at < head || at >= lastGroup ? 1 : STEP) {
        served[at] ^= (byte) (1 << at % 8);
        assertNoticed(databases, image, store, "flipped-" + at);
        served[at] = good[at];
      }
      assertThat(read(databases, image, store, "good again")).isEqualTo(expected);
      assertThat(databases.openDatabases()).isZero();
    }
  }

  private static byte[] head(SegmentImage image) {
    return Arrays.copyOf(image.bytes(), image.name().headBytes());
  }

  private static void assertNoticed(
      SegmentDatabases databases, SegmentImage image, ForwardingStore store, String etag)
      throws SQLException {
    try {
      read(databases, image, store, etag);
    } catch (IOException e) {
      assertThat(e)
          .as(etag)
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining(image.name().file());
      return;
    }
    throw new AssertionError("Expected a CorruptSegmentException, found answers of " + etag);
  }

  /** The answers of all queries. */
  private static List<Object> read(
      SegmentDatabases databases, SegmentImage image, ForwardingStore store, String etag)
      throws IOException, SQLException {
    StoredObject object =
        new StoredObject(image.name().keyIn(image.folder()), image.bytes().length, etag);
    List<Object> answers = new ArrayList<>();
    try (SegmentDatabase database = databases.open(new Segment(image.name(), object, store))) {
      database.warm(database.rows(TimeRange.ALL));
      for (String sql : QUERIES) {
        try {
          answers.add(Rows.of(database.connection(), sql));
        } catch (SQLException e) {
          SQLException explained = database.explain(e);
          if (explained.getCause() instanceof IOException cause) {
            throw cause;
          }
          throw explained;
        }
      }
    }
    return answers;
  }
}
