package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.testing.ForwardingStore;
import io.tsdb.archive.testing.S3ProxyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingCatalogTest {

  @TempDir Path folder;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private ObjectStore store;

  @BeforeEach
  void open() throws StoreException {
    store = ObjectStores.open(new ArchiveUrl.File(folder), StoreOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static long time(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static TimeRange range(String start, String end) {
    return new TimeRange(time(start), time(end));
  }

  private String create(SegmentFolder where, String first, String last, long seal)
      throws IOException {
    return create(
        store, where, new SegmentName(time(first), time(last), "a", SealRange.of(seal), 1, 4096));
  }

  private static String create(ObjectStore store, SegmentFolder where, SegmentName name)
      throws IOException {
    return store.create(name.keyIn(where), Content.of(new byte[] {1})).key();
  }

  private static List<String> keys(List<Segment> segments) {
    return segments.stream().map(segment -> segment.object().key()).toList();
  }

  @Test
  void emptyArchive_hasNoSegments() throws IOException {
    assertThat(new ListingCatalog(store).segments(TimeRange.ALL)).isEmpty();
    assertThat(new ListingCatalog(store).segments(TimeRange.EMPTY)).isEmpty();
    assertThat(new ListingCatalog(store).labelKeys()).isEmpty();
  }

  @Test
  void segments_ofFoldersOfEachUnit_inOrderOfTime() throws IOException {
    String day =
        create(
            SegmentFolder.parse("events/2023/01/08/"),
            "2023-01-08T10:00:00Z",
            "2023-01-08T11:00:00Z",
            1);
    String month =
        create(
            SegmentFolder.parse("events/2023/01/"),
            "2023-01-02T00:00:00Z",
            "2023-01-30T00:00:00Z",
            2);
    String year =
        create(
            SegmentFolder.parse("events/2023/"), "2023-01-01T00:00:00Z", "2023-06-01T00:00:00Z", 3);
    String all = create(SegmentFolder.ROOT, "1970-01-01T00:00:00Z", "2040-01-01T00:00:00Z", 4);
    create(
        SegmentFolder.parse("events/2023/01/09/"),
        "2023-01-09T10:00:00Z",
        "2023-01-09T11:00:00Z",
        5);
    Catalog catalog = new ListingCatalog(store);

    assertThat(keys(catalog.segments(range("2023-01-08T11:00:00Z", "2023-01-08T11:00:00.001Z"))))
        .containsExactly(all, year, month, day);
    assertThat(keys(catalog.segments(range("2023-01-08T00:00:00Z", "2023-01-08T10:00:00Z"))))
        .containsExactly(all, year, month);
    assertThat(catalog.segments(TimeRange.ALL)).hasSize(5);
    Segment segment = catalog.segments(TimeRange.ALL).get(0);
    assertThat(segment.store()).isSameAs(store);
    assertThat(segment.object())
        .isEqualTo(
            store.list("", "", ListDepth.TREE).objects().stream()
                .filter(object -> object.key().equals(all))
                .findFirst()
                .orElseThrow());
  }

  @Test
  void segments_ofRangesOfAnyLength_agreeWithAFilterOfAll() throws Exception {
    Random random = new Random(42);
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory();
        ObjectStore bucket = ObjectStores.open(s3.archiveUrl("x"), s3.options())) {
      long start = time("2009-12-25T00:00:00Z");
      long day = 24 * 3600 * 1000L;
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        long first = start + (long) (random.nextDouble() * 730 * day) + random.nextInt(9);
        long last = first + (long) (Math.pow(random.nextDouble(), 8) * 4000 * day);
        Unit unit = List.of(Unit.values()).get(random.nextInt(4));
        SegmentFolder where = SegmentFolder.of(unit, first);
        where = where.span().contains(last) ? where : SegmentFolder.containing(first, last);
        SegmentName name = new SegmentName(first, last, "a", SealRange.of(i), 1, 4096);
        create(store, where, name);
        names.add(create(bucket, where, name));
      }
      assertThat(keys(new ListingCatalog(store).segments(TimeRange.ALL)))
          .containsExactlyInAnyOrderElementsOf(names);
      for (int i = 0; i < 24; i++) {
        long first = start + (long) (random.nextDouble() * 800 * day) - 30 * day;
        long length = 1 + (long) (Math.pow(10, random.nextDouble() * 4) * day / 10);
        TimeRange range = new TimeRange(first, first + length);
        TreeSet<String> expected = new TreeSet<>(names);
        expected.removeIf(
            key ->
                !range.meets(
                    SegmentName.parse(key).firstTime(), SegmentName.parse(key).lastTime()));
        assertThat(new TreeSet<>(keys(new ListingCatalog(store).segments(range))))
            .as("%s", range)
            .isEqualTo(expected);
        assertThat(new TreeSet<>(keys(new ListingCatalog(bucket).segments(range))))
            .as("%s", range)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void superseded_areDropped_evenIfTheyAloneMeetTheRange() throws IOException {
    SegmentFolder where = SegmentFolder.parse("events/2023/01/08/");
    create(where, "2023-01-08T10:00:00Z", "2023-01-08T11:00:00Z", 1);
    create(where, "2023-01-08T12:00:00Z", "2023-01-08T13:00:00Z", 2);
    String merged =
        create(
            store,
            where,
            new SegmentName(
                time("2023-01-08T10:00:00Z"),
                time("2023-01-08T13:00:00Z"),
                "a",
                new SealRange(1, 2),
                2,
                4096));

    assertThat(
            keys(
                new ListingCatalog(store)
                    .segments(range("2023-01-08T12:00:00Z", "2023-01-08T12:00:01Z"))))
        .containsExactly(merged);
  }

  @Test
  void otherFiles_areIgnored() throws IOException {
    String segment =
        create(
            SegmentFolder.parse("events/2023/01/08/"),
            "2023-01-08T10:00:00Z",
            "2023-01-08T11:00:00Z",
            1);
    for (String key :
        List.of("events/README.txt", "events/2023/01/08/.DS_Store", segment + "-wal", "x.sqlite")) {
      store.create(key, Content.of(new byte[] {1}));
    }

    assertThat(keys(new ListingCatalog(store).segments(TimeRange.ALL))).containsExactly(segment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events/2023/01/08/a.sqlite",
        "events/2023/01/08/"
            + "Copy of 2023-01-08T10-00-00.000Z_2023-01-08T11-00-00.000Z_a_1-1_1_4096.sqlite",
        "events/2023/01/08/2023-01-08T10-00-00.000Z_2023-01-08T11-00-00.000Z_a_01-1_1_4096.sqlite",
        "events/2023/01/08/2023-01-08T11-00-00.000Z_2023-01-08T10-00-00.000Z_a_1-1_1_4096.sqlite",
        "events/2023/01/08/2023-01-08T10-00-00.000Z_2023-01-09T10-00-00.000Z_a_1-1_1_4096.sqlite",
        "events/2023/01/08/2023-02-08T10-00-00.000Z_2023-02-08T10-00-00.000Z_a_1-1_1_4096.sqlite",
        "events/2023/01/08/more/2023-01-08T10-00-00.000Z_2023-01-08T11-00-00.000Z_a_1-1_1_4096.sqlite"
      })
  void databaseThatIsNoSegment_isNamed(String key) throws IOException {
    store.create(key, Content.of(new byte[] {1}));
    Catalog catalog = new ListingCatalog(store);

    for (TimeRange range :
        List.of(TimeRange.ALL, range("2023-01-08T00:00:00Z", "2023-01-08T00:00:01Z"))) {
      assertThatThrownBy(() -> catalog.segments(range))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageStartingWith("Segment " + key + " is damaged: Expected ")
          .hasMessageContaining("If it belongs to " + store.location())
          .hasMessageContaining("else move it out of events/");
    }
    assertThat(catalog.segments(range("2024-01-08T00:00:00Z", "2024-01-08T00:00:01Z"))).isEmpty();
  }

  /** The store, whose listings are written down in {@link #asked}. */
  private ObjectStore watched() {
    return new ForwardingStore(store) {
      @Override
      public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
        asked.add(depth + " " + folder);
        return super.list(folder, startAfter, depth);
      }
    };
  }

  @Test
  void listing_ofALargeArchive_isOneRoundTripOfItsFolders_fromTheSecondOn() throws IOException {
    SegmentFolder day = SegmentFolder.parse("events/2023/01/08/");
    for (int i = 0; i < 1500; i++) {
      // straight to the disk: durable files are slow to make
      SegmentName name =
          new SegmentName(
              day.span().start() + i * 1000L,
              day.span().start() + i * 1000L,
              "a",
              SealRange.of(i),
              1,
              4096);
      Path file = folder.resolve(name.keyIn(day));
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    Catalog catalog = new ListingCatalog(watched());

    TimeRange seconds = range("2023-01-08T00:00:10Z", "2023-01-08T00:00:20Z");
    assertThat(catalog.segments(seconds)).hasSize(10);
    assertThat(asked.remove(0)).isEqualTo("TREE events/");
    assertThat(asked).containsExactlyInAnyOrder("FOLDER events/2023/01/", "FOLDER events/2023/");
    asked.clear();
    assertThat(catalog.segments(seconds)).hasSize(10);
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "TREE events/2023/01/08/",
            "FOLDER events/2023/01/",
            "FOLDER events/2023/",
            "FOLDER events/");
  }

  @Test
  void listing_ofAnArchiveThatFitsAPage_isOneRequest_whateverTheRange() throws IOException {
    create(SegmentFolder.ROOT, "1970-01-01T00:00:00Z", "2040-01-01T00:00:00Z", 1);
    Catalog catalog = new ListingCatalog(watched());

    assertThat(catalog.segments(range("2023-01-08T00:00:10Z", "2023-01-08T00:00:20Z"))).hasSize(1);
    assertThat(catalog.segments(range("2023-01-08T00:00:10Z", "2024-01-08T00:00:20Z"))).hasSize(1);
    assertThat(asked).containsExactly("TREE events/", "TREE events/");
  }

  @Test
  void failureOfOneListing_isThatOfAll() throws IOException {
    Files.writeString(folder.resolve("events"), "a file");
    // a file where a folder is expected is no folder, and so empty
    assertThat(new ListingCatalog(store).segments(TimeRange.ALL)).isEmpty();

    ObjectStore broken =
        new ForwardingStore(store) {
          @Override
          public ListPage list(String folder, String startAfter, ListDepth depth)
              throws IOException {
            if (folder.equals("events/")) {
              throw new StoreException(StoreException.Reason.UNAVAILABLE, "it is away");
            }
            return super.list(folder, startAfter, depth);
          }
        };
    assertThatThrownBy(
            () ->
                new ListingCatalog(broken)
                    .segments(range("2023-01-08T00:00:00Z", "2023-01-09T00:00:00Z")))
        .isInstanceOf(StoreException.class)
        .hasMessage("it is away");
  }
}
