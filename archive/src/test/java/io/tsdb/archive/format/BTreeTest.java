package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of every shape, judged by SQLite. */
class BTreeTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
  void trees_payloadsAroundEveryThreshold_areReadBack(int pageSize) throws Exception {
    int usable = pageSize;
    int leafMost = usable - 35;
    int indexMost = (usable - 12) * 64 / 255 - 23;
    int least = (usable - 12) * 32 / 255 - 23;
    List<Integer> sizes = new ArrayList<>();
    for (int base :
        new int[] {
          20,
          least,
          indexMost,
          leafMost,
          usable,
          least + usable - 4,
          leafMost + usable - 4,
          3 * usable
        }) {
      for (int size = base - 12; size <= base + 12; size++) {
        sizes.add(Math.max(0, size));
      }
    }
    assertReadBack(pageSize, sizes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 100, 1000, 5000})
  void trees_ofSeveralLevels_areReadBack(int rows) throws Exception {
    // The smallest pages make the deepest trees: 5,000 rows of 100 bytes have four levels.
    Random random = new Random(rows);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      sizes.add(i % 50 == 7 ? random.nextInt(3000) : 60 + random.nextInt(60));
    }
    assertReadBack(512, sizes);
  }

  @Test
  void trees_ofEveryNumberOfRows_areReadBack() throws Exception {
    // Every way in which the last page of a level can be left with too little.
    for (int rows = 1; rows < 260; rows++) {
      assertReadBack(512, Collections.nCopies(rows, 110));
    }
  }

  private void assertReadBack(int pageSize, List<Integer> sizes) throws Exception {
    byte[] file = write(pageSize, sizes);
    assertThat(file.length % pageSize).isZero();
    try (SegmentReader reader = SegmentReader.of(file)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < sizes.size(); i++) {
        expected.add(key(i) + "|" + content(i, sizes.get(i)));
      }
      assertThat(reader.query("SELECT n, content FROM rows ORDER BY n")).isEqualTo(expected);
      assertThat(reader.query("SELECT n, content FROM keys ORDER BY n")).isEqualTo(expected);
      if (!sizes.isEmpty()) {
        int some = sizes.size() / 3;
        assertThat(reader.query("SELECT content FROM rows WHERE n = " + key(some)))
            .containsExactly(content(some, sizes.get(some)));
        assertThat(reader.query("SELECT content FROM keys WHERE n = " + key(some)))
            .containsExactly(content(some, sizes.get(some)));
      }
    }
  }

  /** Sparse, so that rowids of all lengths occur. */
  private static long key(int i) {
    return (long) i * i * i * 1000 + i;
  }

  private static String content(int i, int size) {
    char[] content = new char[size];
    Arrays.fill(content, (char) ('a' + i % 26));
    return new String(content);
  }

  private static byte[] write(int pageSize, List<Integer> sizes) throws IOException {
    PageGeometry geometry = new PageGeometry(pageSize);
    StoredRows rows = new StoredRows();
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      String content = content(i, sizes.get(i));
      rows.add(key(i), new RecordBuilder().addNull().add(content).toBytes());
      keys.add(new RecordBuilder().add(key(i)).add(content).toBytes());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(geometry, rows, keys, out);
    return out.toByteArray();
  }

  /** Writes a database with a table and an index. */
  private static void write(
      PageGeometry geometry, TableRows rows, List<byte[]> keys, OutputStream out)
      throws IOException {
    TableTree table = TableTree.plan(geometry, rows);
    IndexTree index = IndexTree.plan(geometry, keys);
    TableRows schemaRows = StoredRows.madeWhenRead(() -> schema(table, index));
    // Roots are known only when the schema's own pages are.
    PageNumbers numbers = new PageNumbers(geometry);
    List<PageSection> sections =
        List.of(
            TableTree.planSchema(geometry, schemaRows).whole(),
            index.whole(),
            table.interior(),
            table.leaves(0, table.leaves()));
    sections.forEach(section -> section.assign(numbers));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    sections.get(0).write(new PageOutput(first, geometry, 0));
    byte[] schema = first.toByteArray();
    ByteBuffer.wrap(schema).put(DatabaseHeader.of(geometry, numbers.count(), 1));
    out.write(schema);
    PageOutput pages = new PageOutput(out, geometry, schema.length / geometry.pageSize());
    for (PageSection section : sections.subList(1, sections.size())) {
      section.write(pages);
    }
  }

  private static StoredRows schema(TableTree table, IndexTree index) {
    StoredRows schema = new StoredRows();
    schema.add(
        1, schema("rows", table.root(), "CREATE TABLE rows(n INTEGER PRIMARY KEY, content)"));
    schema.add(
        2,
        schema(
            "keys",
            index.root(),
            "CREATE TABLE keys(n INTEGER PRIMARY KEY, content) WITHOUT ROWID"));
    return schema;
  }

  private static byte[] schema(String name, int root, String sql) {
    RecordBuilder record = new RecordBuilder().add("table").add(name).add(name);
    return record.addInt4(root).add(sql).toBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 65536})
  void lockBytePage_isLeftOut(int pageSize) throws Exception {
    // Beyond 1 GiB: small rows put a leaf where the page is, 16 MiB ones an overflow chain.
    Path file = folder.resolve("large.db");
    PageGeometry geometry = new PageGeometry(pageSize);
    int size = pageSize == 4096 ? 16 << 20 : 3000;
    int count = (int) ((1L << 30) / size) + 40;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      write(geometry, new Blobs(count, size), List.of(), out);
    }
    assertThat(Files.size(file)).isGreaterThan((1L << 30) + 100_000);
    try (SegmentReader reader = SegmentReader.of(file)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("PRAGMA page_count"))
          .containsExactly("" + Files.size(file) / pageSize);
      assertThat(reader.query("SELECT count(*), sum(length(content)) FROM rows"))
          .containsExactly(count + "|" + (long) count * size);
    }
  }

  /** Rows with a blob of zeros each, made when read. */
  private record Blobs(int count, int size) implements TableRows {
    @Override
    public void measure(Sizes sizes) {
      int length = record().length;
      for (long rowid = 1; rowid <= count; rowid++) {
        sizes.add(rowid, length);
      }
    }

    @Override
    public void write(long first, long last, Records records) throws IOException {
      byte[] record = record();
      for (long rowid = Math.max(1, first); rowid <= Math.min(count, last); rowid++) {
        int at = records.next(rowid, record.length);
        System.arraycopy(record, 0, records.bytes(), at, record.length);
      }
    }

    private byte[] record() {
      return new RecordBuilder().addNull().addBlob(new byte[size]).toBytes();
    }
  }
}
