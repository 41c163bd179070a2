package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.PUMP;
import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFilesTest {

  private static final long DAY = 86_400_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 1_000, 20_000})
  void writeOne_anyNumberOfEvents_isReadBack(int count) throws Exception {
    List<Event> events = mixed(count);
    SegmentFile file = SegmentFiles.writeOne(Events.batch(events), "w1", SealRange.of(1), folder);
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("SELECT count(*) FROM events")).containsExactly("" + count);
      assertThat(reader.events()).isEqualTo(events);
    }
    assertThat(Files.size(file.path())).isEqualTo(pages(file.path()));
  }

  @Test
  void writeOne_aMillionEvents_isReadBack() throws Exception {
    int count = 1_000_000;
    EventBatch batch = new EventBatch();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      Event event = Events.mixed(i);
      batch.add(i, event);
      sum += event.value().orElse(0);
    }
    SegmentFile file = SegmentFiles.writeOne(batch, "w1", new SealRange(1, 10), folder);
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("PRAGMA page_size")).containsExactly("65536");
      assertThat(reader.query("SELECT count(*), count(value), count(text), count(id) FROM events"))
          .containsExactly("1000000|857142|100000|90910");
      assertThat(Double.parseDouble(reader.query("SELECT total(value) FROM events").get(0)))
          .isCloseTo(sum, Offset.offset(sum * 1e-12));
      assertThat(
              reader.query("SELECT count(*) FROM sample WHERE ts = " + START + " + (n - 1) * 10"))
          .containsExactly("1000000");
      assertThat(reader.query("SELECT rowid FROM search WHERE search MATCH 'order_id 777773'"))
          .containsExactly("777774");
    }
  }

  private static List<Event> mixed(int count) {
    return IntStream.range(0, count).mapToObj(Events::mixed).toList();
  }

  /** File size as SQLite's header tells it. */
  private static long pages(Path file) throws Exception {
    try (SegmentReader reader = SegmentReader.of(file)) {
      return Long.parseLong(reader.query("PRAGMA page_count").get(0))
          * Long.parseLong(reader.query("PRAGMA page_size").get(0));
    }
  }

  @Test
  void writeOne_fiveEvents_isSmall() throws Exception {
    List<Event> events = new ArrayList<>(mixed(4));
    events.add(Events.text(START + 50, PUMP, "Someone really enjoyed their order."));
    SegmentFile file = SegmentFiles.writeOne(Events.batch(events), "w1", SealRange.of(1), folder);
    assertThat(Files.size(file.path())).isLessThan(64 << 10);
  }

  @Test
  void writeOne_namesTheFile() throws Exception {
    SegmentFile file =
        SegmentFiles.writeOne(Events.batch(mixed(10)), "w1", new SealRange(3, 4), folder);
    int head = file.name().headBytes();
    assertThat(file.key())
        .isEqualTo(
            "events/2023/01/08/2023-01-08T19-12-42.254Z_2023-01-08T19-12-42.344Z_w1_3-4_10_"
                + head
                + ".sqlite");
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      assertThat(reader.query("SELECT value * 4096 FROM segment WHERE key = 'head_pages'"))
          .containsExactly(String.valueOf(head));
    }
    assertThat(file.path()).hasFileName(file.name().file()).hasParent(folder);
    assertThat(SegmentName.parse(file.key())).isEqualTo(file.name());
  }

  @Test
  void writeOne_unsortedEvents_areSortedByTimeThenSequence() throws Exception {
    EventBatch batch = new EventBatch();
    batch.add(7, Events.number(START + 5, PUMP, 1));
    batch.add(9, Events.number(START, PUMP, 2));
    batch.add(6, Events.number(START + 5, PUMP, 3));
    batch.add(8, Events.number(START, PUMP, 4));
    SegmentFile file = SegmentFiles.writeOne(batch, "w1", SealRange.of(1), folder);
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      assertThat(reader.query("SELECT n, ts - " + START + ", value, seq FROM sample"))
          .containsExactly("1|0|4.0|2", "2|0|2.0|3", "3|5|3.0|0", "4|5|1.0|1");
      assertThat(reader.query("SELECT value FROM segment WHERE key LIKE '%_seq' ORDER BY key"))
          .containsExactly("6", "9");
    }
  }

  @Test
  void write_severalDays_splitsByFolder() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int day = 0; day < 5; day++) {
      for (int i = 0; i <= day; i++) {
        events.add(Events.number(START - day * DAY + i, PUMP, day));
      }
    }
    Collections.shuffle(events, new Random(1));
    List<SegmentFile> files = SegmentFiles.write(Events.batch(events), "w1", 12, folder);
    assertThat(files)
        .extracting(file -> file.key().replaceFirst("_\\d+\\.sqlite$", ""))
        .containsExactly(
            "events/2023/01/04/2023-01-04T19-12-42.254Z_2023-01-04T19-12-42.258Z_w1_12-12_5",
            "events/2023/01/2023-01-05T19-12-42.254Z_2023-01-08T19-12-42.254Z_w1_12-12_10");
    List<Event> read = new ArrayList<>();
    for (SegmentFile file : files) {
      try (SegmentReader reader = SegmentReader.of(file.path())) {
        assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
        read.addAll(reader.events());
      }
    }
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(events)
        .isSortedAccordingTo(Comparator.comparingLong(Event::timestamp));
  }

  @Test
  void write_nothing_isNoFile() throws Exception {
    assertThat(SegmentFiles.write(new EventBatch(), "w1", 1, folder)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void write_again_isTheSameBytes() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other ?x=1#%41 ü"));
    // More text than is indexed in memory.
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      events.add(Events.text(START + i % 977, PUMP, ("order_id " + i + " ").repeat(25)));
      events.add(Events.mixed(i));
    }
    SegmentFile first = SegmentFiles.write(Events.batch(events), "w1", 1, folder).get(0);
    SegmentFile second = SegmentFiles.write(Events.batch(events), "w1", 1, other).get(0);
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.path()).hasSameBinaryContentAs(first.path());
    assertThat(SegmentFiles.image(Events.batch(events), "w1", SealRange.of(1)).bytes())
        .isEqualTo(Files.readAllBytes(first.path()));
    try (Stream<Path> left = Files.list(other)) {
      assertThat(left).containsExactly(second.path());
    }
  }

  @Test
  void write_overAnOlderFile_replacesIt() throws Exception {
    Path path =
        SegmentFiles.writeOne(Events.batch(mixed(10)), "w1", SealRange.of(1), folder).path();
    byte[] expected = Files.readAllBytes(path);
    Files.write(path, new byte[1_000_000]);
    SegmentFiles.writeOne(Events.batch(mixed(10)), "w1", SealRange.of(1), folder);
    assertThat(path).hasBinaryContent(expected);
  }

  @Test
  void write_directoryMissing_failsAndLeavesNothing() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> SegmentFiles.write(Events.batch(mixed(10)), "w1", 1, missing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void write_secondFileFails_deletesTheFirst() throws Exception {
    List<Event> events =
        List.of(Events.number(0, PUMP, 1), Events.number(1, PUMP, 1), Events.number(DAY, PUMP, 1));
    List<SegmentFile> files = SegmentFiles.write(Events.batch(events), "w1", 1, folder);
    Files.delete(files.get(1).path());
    // A folder in the place of the second file.
    Files.createDirectory(files.get(1).path());
    Files.createFile(files.get(1).path().resolve("x"));
    assertThatThrownBy(() -> SegmentFiles.write(Events.batch(events), "w1", 1, folder))
        .isInstanceOf(IOException.class);
    assertThat(files.get(0).path()).doesNotExist();
  }

  @Test
  void facts_areWritten() throws Exception {
    EventBatch batch = Events.batch(mixed(100));
    batch.createdAt(START + 60_000);
    SegmentFile file = SegmentFiles.writeOne(batch, "w-1", new SealRange(20, 29), folder);
    try (SegmentReader reader = SegmentReader.of(file.path())) {
      assertThat(reader.query("SELECT key, value FROM segment WHERE key <> 'head_pages'"))
          .containsExactly(
              "created|" + (START + 60_000),
              "first_seal|20",
              "first_seq|1000",
              "first_ts|" + START,
              "format_version|1",
              "label_keys|[\"room\",\"sensor\"]",
              "last_seal|29",
              "last_seq|1099",
              "last_ts|" + (START + 990),
              "parents|[]",
              "rows|100",
              "writer|w-1");
      assertThat(reader.query("PRAGMA application_id")).containsExactly("" + 0x74736462);
      assertThat(reader.query("PRAGMA user_version")).containsExactly("1");
      assertThat(reader.query("PRAGMA encoding")).containsExactly("UTF-8");
      assertThat(Instant.ofEpochMilli(START)).isEqualTo("2023-01-08T19:12:42.254Z");
    }
  }
}
