package io.tsdb.tests.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.SqliteShell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/format.md} says of a segment holds for one that was just written. */
class FormatDocumentTest {

  private static final long TIME = 1_673_205_162_254L;

  @TempDir private Path directory;

  private String document;
  private Path segment;

  @BeforeEach
  void writeSegment() throws IOException {
    document = Files.readString(Artifacts.project("docs/format.md"));
    EventBatch batch = new EventBatch();
    batch.add(101, event(TIME, Map.of("order_id", "111"), OptionalDouble.of(2), "a cup"));
    batch.add(102, event(TIME + 1, Map.of("text", "label"), OptionalDouble.empty(), "a mug"));
    for (int i = 0; i < 3000; i++) {
      OptionalDouble value = OptionalDouble.of(i);
      batch.add(103 + i, event(TIME + 2 + i, Map.of("order_id", "7"), value, null));
    }
    List<SegmentFile> files = SegmentFiles.write(batch, "berlin", 7, directory);
    assertThat(files).hasSize(1);
    segment = files.get(0).path();
    assertThat(files.get(0).key())
        .matches(
            "events/2023/01/08/2023-01-08T19-12-42.254Z_2023-01-08T19-12-45.255Z_berlin_7-7_3002"
                + "_[1-9][0-9]*[.]sqlite");
  }

  @Test
  void tables() {
    List<String> stored =
        SqliteShell.query(
            segment,
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*search_*'"
                + " ORDER BY sql");
    List<String> documented =
        document.lines().filter(line -> line.startsWith("CREATE ")).sorted().toList();
    assertThat(documented).isEqualTo(stored);
  }

  @Test
  void facts() {
    List<String> stored = SqliteShell.query(segment, "SELECT key FROM segment ORDER BY key");
    String table = document.substring(document.indexOf("**`segment`**"));
    table = table.substring(0, table.indexOf("**`series`**"));
    List<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> names(line.split("\\|", -1)[1]).stream())
            .sorted()
            .toList();
    assertThat(documented).isEqualTo(stored);
  }

  @Test
  void header() {
    assertThat(SqliteShell.query(segment, "PRAGMA application_id")).containsExactly("1953719394");
    assertThat(document).contains("1953719394");
    assertThat(SqliteShell.query(segment, "PRAGMA user_version")).containsExactly("1");
    assertThat(SqliteShell.query(segment, "PRAGMA page_size")).containsExactly("4096");
  }

  @Test
  void view() {
    List<String> columns =
        SqliteShell.query(segment, "SELECT name FROM pragma_table_info('events')");
    assertThat(columns)
        .containsExactly(
            "ts", "time", "labels", "value", "text", "payload", "id", "label_text", "order_id");
    String sentence = document.substring(document.indexOf("### View `events`"));
    assertThat(names(sentence.substring(0, sentence.indexOf("then one column"))).subList(1, 8))
        .isEqualTo(columns.subList(0, 7));
    assertThat(SqliteShell.query(segment, "SELECT payload FROM events ORDER BY ts LIMIT 2"))
        .containsExactly(
            "{\"order_id\":\"111\",\"timestamp\":1673205162254,\"value\":2.0,\"text\":\"a cup\"}",
            "{\"text\":\"a mug\",\"timestamp\":1673205162255}");
  }

  @Test
  void zones() {
    assertThat(SqliteShell.query(segment, "SELECT n, ts FROM zone ORDER BY n"))
        .containsExactly(
            "1|" + TIME, "1025|" + (TIME + 1024), "2049|" + (TIME + 2048), "3002|" + (TIME + 3001));
  }

  @Test
  void search() {
    String query =
        document.substring(document.indexOf("SELECT n FROM sample"), document.indexOf("### View"));
    query = query.substring(0, query.indexOf("```"));
    assertThat(SqliteShell.query(segment, query.replace(":q", "'order_id 111'")))
        .containsExactly("1");
    assertThat(SqliteShell.query(segment, query.replace(":q", "'mug'"))).containsExactly("2");
    assertThat(SqliteShell.query(segment, query.replace(":q", "'order_id 7'"))).hasSize(3000);
  }

  /** By section Checksums alone. */
  @Test
  void checksums() throws IOException {
    byte[] file = Files.readAllBytes(segment);
    ByteBuffer bytes = ByteBuffer.wrap(file);
    String name = segment.getFileName().toString();
    int head = Integer.parseInt(name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.')));

    int stored = bytes.getInt(40);
    bytes.putInt(40, 0);
    assertThat(crc32c(file, 0, head)).isEqualTo(stored);

    StringBuilder groups = new StringBuilder();
    for (int at = head; at < file.length; at += 65_536) {
      int crc = crc32c(file, at, Math.min(65_536, file.length - at));
      groups.append(String.format("%08X", crc));
    }
    assertThat(groups).hasSizeGreaterThan(8);
    assertThat(SqliteShell.query(segment, "SELECT id, hex(crc32c) FROM checksum"))
        .containsExactly("1|" + groups);
    assertThat(
            SqliteShell.query(
                segment, "SELECT rootpage FROM sqlite_schema WHERE name = 'checksum'"))
        .containsExactly("" + bytes.getInt(24))
        .containsExactly("" + bytes.getInt(92));
  }

  private static int crc32c(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  @Test
  void head_holdsAllButEventsAndTheirIndex() {
    List<String> head =
        SqliteShell.query(segment, "SELECT value FROM segment WHERE key = 'head_pages'");
    long pages = Long.parseLong(head.get(0));
    assertThat(segment.getFileName().toString()).endsWith("_" + pages * 4096 + ".sqlite");
    List<String> roots =
        SqliteShell.query(segment, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0");
    assertThat(roots).isNotEmpty().allMatch(root -> Long.parseLong(root) <= pages);
  }

  private static Event event(
      long time, Map<String, String> labels, OptionalDouble value, String text) {
    return new Event(time, Labels.of(labels), value, Optional.ofNullable(text), Optional.empty());
  }

  /** What stands between back-ticks. */
  private static List<String> names(String text) {
    return Arrays.asList(
        Pattern.compile("`([^`]+)`")
            .matcher(text)
            .results()
            .map((MatchResult match) -> match.group(1))
            .toArray(String[]::new));
  }
}
