package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.LabelColumns;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.vfs.ArchiveCheck;
import io.tsdb.archive.vfs.CheckSummary;
import io.tsdb.archive.vfs.Finding;
import io.tsdb.archive.vfs.SegmentDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Any events, written as a segment and read back by SQLite, are the events; and the archive's own
 * check, which holds checksums, zones, rollups and text index to the rows, finds nothing.
 */
class SegmentPropertyTest {

  private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir"));

  private static Path archive;
  private static FileStore store;
  private static SegmentDatabases databases;

  @BeforeContainer
  static void openArchive() throws Exception {
    archive = Files.createTempDirectory("archive");
    store = new FileStore(archive);
    databases = new SegmentDatabases(ReadOptions.defaults());
  }

  @AfterContainer
  static void deleteArchive() throws Exception {
    databases.close();
    store.close();
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 300)
  void anyEvents_areReadBack(
      @ForAll("batches") List<Event> events, @ForAll("pageSizes") int pageSize) throws Exception {
    List<Event> expected = new ArrayList<>(events);
    expected.sort(Comparator.comparingLong(Event::timestamp));
    SegmentImage image = Events.image(events, pageSize, SCRATCH);
    byte[] file = image.bytes();
    ChecksumTest.assertVerified(file);
    assertNoFindings(image, events);
    try (SegmentReader reader = SegmentReader.of(file)) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.events()).isEqualTo(expected);
      reader.execute("INSERT INTO search(search) VALUES ('integrity-check')");
      assertLabelColumns(reader, expected);
    }
  }

  private static void assertNoFindings(SegmentImage image, List<Event> events) throws Exception {
    String key = image.name().keyIn(image.folder());
    store.create(key, Content.of(image.bytes()));
    new LabelCatalog(store).write(image.name().writer(), labelKeys(events));
    List<Finding> found = new ArrayList<>();
    CheckSummary summary =
        new ArchiveCheck(store, new ListingCatalog(store), databases, collecting(found)).run();
    assertThat(found).isEmpty();
    assertThat(summary.segments()).isEqualTo(1);
    assertThat(summary.rows()).isEqualTo(events.size());
    store.delete(key);
  }

  private static ArchiveCheck.Listener collecting(List<Finding> found) {
    return new ArchiveCheck.Listener() {
      @Override
      public void found(Finding finding) {
        found.add(finding);
      }

      @Override
      public void progress(long bytes, long of) {
        assertThat(bytes).isBetween(0L, of);
      }
    };
  }

  private static TreeSet<String> labelKeys(List<Event> events) {
    TreeSet<String> keys = new TreeSet<>();
    events.forEach(event -> keys.addAll(event.labels().values().keySet()));
    return keys;
  }

  private static void assertLabelColumns(SegmentReader reader, List<Event> events)
      throws Exception {
    for (Map.Entry<String, String> column : LabelColumns.of(labelKeys(events)).entrySet()) {
      String name = column.getKey().replace("\"", "\"\"");
      assertThat(reader.query("SELECT \"" + name + "\" FROM events"))
          .isEqualTo(
              events.stream()
                  .map(event -> event.labels().values().getOrDefault(column.getValue(), ""))
                  .toList());
    }
  }

  @Provide
  Arbitrary<Integer> pageSizes() {
    return Arbitraries.of(512, 4096, 8192, 65536);
  }

  @Provide
  Arbitrary<List<Event>> batches() {
    // Few series, as in real life, of nasty keys and values.
    Arbitrary<List<Labels>> series =
        Arbitraries.maps(unicode(12).filter(key -> key.indexOf(0) < 0), unicode(20))
            .ofMaxSize(5)
            .map(Labels::of)
            .list()
            .ofMinSize(1)
            .ofMaxSize(6);
    return series.flatMap(labels -> event(Arbitraries.of(labels)).list().ofMaxSize(120));
  }

  private static Arbitrary<Event> event(Arbitrary<Labels> labels) {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(Events.START, Events.START + 30),
            Arbitraries.longs().between(Event.FIRST_TIME, Event.LAST_TIME));
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-1e300, 1e300),
            Arbitraries.longs().map(Long::doubleValue),
            Arbitraries.of(0.0, -0.0, 1.0));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            unicode(80),
            Arbitraries.integers().between(0, 70_000).map(size -> "word ".repeat(size / 5)));
    return Combinators.combine(
            times, labels, values.optional(), texts.optional(), unicode(30).optional(0.2))
        .as(
            (time, series, value, text, id) ->
                new Event(
                    time,
                    series,
                    value.stream().mapToDouble(Double::doubleValue).findFirst(),
                    text,
                    id));
  }

  private static Arbitrary<String> unicode(int longest) {
    Arbitrary<Integer> points =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.integers().between(0, 0x7f)),
            Tuple.of(
                2,
                Arbitraries.integers()
                    .between(0, Character.MAX_CODE_POINT)
                    .filter(point -> point < 0xd800 || point > 0xdfff)));
    return points
        .array(int[].class)
        .ofMaxSize(longest)
        .map(array -> new String(array, 0, array.length));
  }
}
