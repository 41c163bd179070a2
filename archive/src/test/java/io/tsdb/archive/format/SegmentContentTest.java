package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.PUMP;
import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a segment holds, for every kind of value. */
class SegmentContentTest {

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
  void texts_from0To60KiBAroundEveryThreshold_areReadBack(int pageSize) throws Exception {
    TreeSet<Integer> sizes = new TreeSet<>();
    int local = (pageSize - 12) * 32 / 255 - 23;
    for (int pages = 0; pages * pageSize <= 61_440; pages++) {
      for (int base : new int[] {local, pageSize - 35}) {
        // A row's other columns take some 20 bytes.
        for (int size = base - 40; size <= base + 8; size++) {
          sizes.add(size + pages * (pageSize - 4));
        }
      }
    }
    List.of(0, 1, 2, 57, 58, 8185, 8186, 61_439, 61_440).forEach(sizes::add);
    sizes.removeIf(size -> size < 0 || size > 61_440);
    List<Event> events = new ArrayList<>();
    for (int size : sizes) {
      // One long word costs little in the text index.
      events.add(
          Events.text(START + size, PUMP, String.valueOf((char) ('a' + size % 26)).repeat(size)));
    }
    try (SegmentReader reader = SegmentReader.of(Events.segment(events, pageSize, scratch))) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("PRAGMA page_size")).containsExactly("" + pageSize);
      assertThat(reader.events()).isEqualTo(events);
    }
  }

  @Test
  void texts_ofAnyUnicode_areReadBack() throws Exception {
    List<String> texts =
        List.of(
            "",
            "\0",
            "a\0b",
            "\u0001\t\r\n\u001f\u007f\u0080",
            "naïve façade Ærøskøbing",
            "שלום \u202eעולם\u202c مرحبا",
            "😀👩‍👩‍👧‍👦🏳️‍🌈",
            "\ufffe\uffff\ufdd0\udbff\udfff\ud83f\udffe",
            "e\u0301 \u0958 ﬁ İ ı ß ς",
            "\ud800\udc00\udbff\udfff",
            "漢字かな한글",
            "it's \"quoted\" \\ back; -- DROP TABLE events");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Labels labels = Labels.of(Map.of("k" + texts.get(i).replace("\0", ""), texts.get(i)));
      events.add(
          new Event(
              START + i,
              labels,
              OptionalDouble.empty(),
              Optional.of(texts.get(i)),
              Optional.of(texts.get(i))));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.events()).isEqualTo(events);
      List<String> hex =
          texts.stream()
              .map(
                  text ->
                      HexFormat.of()
                          .withUpperCase()
                          .formatHex(text.getBytes(StandardCharsets.UTF_8)))
              .toList();
      assertThat(reader.query("SELECT hex(text) FROM events")).isEqualTo(hex);
      assertThat(reader.query("SELECT hex(id) FROM events")).isEqualTo(hex);
      assertThat(reader.query("SELECT hex(payload ->> 'text') FROM events")).isEqualTo(hex);
    }
  }

  @Test
  void values_ofAnyDouble_areReadBackToTheBit() throws Exception {
    double[] values = {
      0.0,
      -0.0,
      1,
      -1,
      2,
      127,
      128,
      -129,
      32768,
      8388608,
      2147483648.0,
      140737488355327.0,
      140737488355328.0,
      -140737488355327.0,
      -140737488355328.0,
      9007199254740992.0,
      1e18,
      1e19,
      0.1,
      -1.5,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Math.PI,
      1e-300
    };
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      events.add(Events.number(START + i, PUMP, values[i]));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      double[] read =
          reader.events().stream().mapToDouble(event -> event.value().getAsDouble()).toArray();
      assertThat(
              IntStream.range(0, read.length).mapToLong(i -> Double.doubleToRawLongBits(read[i])))
          .containsExactlyElementsOf(
              IntStream.range(0, values.length)
                  .mapToObj(i -> Double.doubleToRawLongBits(values[i]))
                  .toList());
      assertThat(reader.query("SELECT DISTINCT typeof(value) FROM events")).containsExactly("real");
    }
  }

  @Test
  void series_many_haveIdsInTheOrderOfTheirLabels() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      // Backwards, with characters above and below the surrogates.
      String host = (i % 2 == 0 ? "😀" : "\uff5e") + (50_000 - i);
      events.add(Events.number(START + i, Labels.of(Map.of("host", host)), i));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.events()).isEqualTo(events);
      assertThat(reader.query("SELECT count(*), min(id), max(id) FROM series"))
          .containsExactly("50000|1|50000");
      assertThat(
              reader.query(
                  "SELECT count(*) FROM series a JOIN series b ON b.id = a.id + 1"
                      + " WHERE a.labels >= b.labels"))
          .containsExactly("0");
      assertThat(reader.query("SELECT rowid FROM series_search WHERE series_search MATCH '25000'"))
          .hasSize(1);
    }
  }

  @Test
  void labels_huge_areReadBack() throws Exception {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 64; i++) {
      labels.put("key-" + "x".repeat(120) + i, ("value " + i + " ").repeat(450));
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      labels.put("n", "" + i);
      events.add(Events.number(START + i, Labels.of(labels), i));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.events()).isEqualTo(events);
      assertThat(reader.query("SELECT n FROM events WHERE value = 7")).containsExactly("7");
    }
  }

  @Test
  void labelKeys_moreThanColumns_areInTheFacts() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      String key = String.format("key%04d-%s", i, "é".repeat(100));
      events.add(Events.number(START + i, Labels.of(Map.of(key, "v" + i)), i));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("SELECT count(*) FROM pragma_table_info('events')"))
          .containsExactly("907");
      assertThat(
              reader.query("SELECT json_array_length(value) FROM segment WHERE key = 'label_keys'"))
          .containsExactly("1500");
      assertThat(reader.query("SELECT a.* FROM events a JOIN events b USING (ts)")).hasSize(1500);
    }
  }

  @Test
  void zone_hasEvery1024thRowAndTheLast() throws Exception {
    for (int count : new int[] {1, 2, 1024, 1025, 1026, 3000}) {
      List<Event> events =
          IntStream.range(0, count).mapToObj(i -> Events.number(START + i, PUMP, i)).toList();
      List<String> expected = new ArrayList<>();
      for (int n = 1; n <= count; n++) {
        if (n % 1024 == 1 || n == count) {
          expected.add(n + "|" + (START + n - 1));
        }
      }
      try (SegmentReader reader = Events.reader(events)) {
        assertThat(reader.query("SELECT n, ts FROM zone ORDER BY n")).isEqualTo(expected);
      }
    }
  }
}
