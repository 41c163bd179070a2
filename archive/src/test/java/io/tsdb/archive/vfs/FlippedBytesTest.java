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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of a segment is changed in turn: each change is noticed, and what was answered before
 * it was is right.
 */
class FlippedBytesTest {

  /** The one with numbers touches most groups, so that most changes are noticed at little cost. */
  private static final List<String> QUERIES =
      List.of(
          "SELECT * FROM segment",
          "SELECT sum(value), count(text), max(seq), min(id) FROM sample",
          "SELECT rowid FROM search WHERE search MATCH 'shipped'",
          "SELECT rowid FROM series_search WHERE series_search MATCH 'sensor'",
          "SELECT * FROM series",
          "SELECT * FROM zone",
          "SELECT * FROM rollup_minute",
          "SELECT * FROM events");

  @TempDir Path folder;
  private SegmentImage image;
  private byte[] good;
  private byte[] served;
  private ForwardingStore store;
  private SegmentDatabases databases;
  private final Map<String, Object> expected = new HashMap<>();

  @BeforeEach
  void serveASegment() throws Exception {
    image = SmallPages.segment(2600, folder);
    good = image.bytes();
    served = good.clone();
    store =
        new ForwardingStore(new FileStore(folder)) {
          @Override
          public ByteBuffer read(
              StoredObject object, long offset, int length, ReadListener listener) {
            return ByteBuffer.wrap(Arrays.copyOfRange(served, (int) offset, (int) offset + length));
          }
        };
    databases = new SegmentDatabases(ReadOptions.defaults());
    for (String sql : QUERIES) {
      try (SegmentDatabase database = open("good")) {
        expected.put(sql, Rows.of(database.connection(), sql));
      }
    }
    assertThat(expected.get("SELECT * FROM events").toString()).contains("order_id 13 shipped");
  }

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    assertThat(databases.openDatabases()).isZero();
    databases.close();
  }

  @Test
  void changedByteOfTheHead_isNoticed() throws Exception {
    for (int at = 0; at < image.name().headBytes(); at++) {
      // a head is cached by its ETag, so that each one is read anew
      assertNoticed(at, "head-" + at);
    }
  }

  @Test
  void changedByteOfAGroup_isNoticed() throws Exception {
    int head = image.name().headBytes();
    int groups =
        SegmentHead.verify("", Arrays.copyOf(good, head), good.length).groupChecksums().length;
    assertThat(groups).isGreaterThanOrEqualTo(2);
    for (int at = head; at < good.length; at++) {
      // the head and the other groups come from the cache; what is damaged never gets there
      assertNoticed(at, "group-" + (at - head) / SegmentHead.GROUP_BYTES);
    }
  }

  private void assertNoticed(int at, String etag) throws SQLException {
    served[at] ^= (byte) (1 << at % 8);
    Optional<IOException> failure = failure(etag);
    served[at] = good[at];
    assertThat(failure).as("byte %d", at).containsInstanceOf(CorruptSegmentException.class);
    assertThat(failure.orElseThrow()).hasMessageContaining(image.name().file());
  }

  /** What the first query says that reads the damage. All answers before it are right. */
  private Optional<IOException> failure(String etag) throws SQLException {
    try (SegmentDatabase database = open(etag)) {
      for (String sql : QUERIES) {
        try {
          assertThat(Rows.of(database.connection(), sql)).as(sql).isEqualTo(expected.get(sql));
        } catch (SQLException e) {
          SQLException explained = database.explain(e);
          if (explained.getCause() instanceof IOException cause) {
            return Optional.of(cause);
          }
          throw explained;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private SegmentDatabase open(String etag) throws IOException {
    StoredObject object = new StoredObject(image.name().keyIn(image.folder()), good.length, etag);
    SegmentDatabase database = databases.open(new Segment(image.name(), object, store));
    database.warm(database.rows(TimeRange.ALL));
    return database;
  }
}
