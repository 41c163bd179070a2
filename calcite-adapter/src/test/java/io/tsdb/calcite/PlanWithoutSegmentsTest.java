package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.WatchedStore;
import io.tsdb.archive.vfs.SegmentDatabases;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan knows no segments: they are listed and opened when it runs. */
class PlanWithoutSegmentsTest {

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT * FROM events",
          "SELECT count(*), min(ts), max(ts) FROM events",
          "SELECT host, time_bucket('1 hour', ts), avg(\"value\") FROM events"
              + " WHERE ts >= '2024-01-01' GROUP BY host, time_bucket('1 hour', ts)",
          "SELECT * FROM events WHERE events('a') AND host = 'h1' ORDER BY ts DESC LIMIT 10",
          "SELECT * FROM events QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) = 1",
          "SELECT count(DISTINCT text), approx_percentile(\"value\", 0.9) FROM events GROUP BY host",
          "SELECT a.ts FROM events AS a JOIN events AS b ON a.host = b.host AND b.\"value\" > ?",
          "SELECT * FROM events WHERE ts > (SELECT max(ts) - INTERVAL '1' DAY FROM events)",
          "SELECT text FROM events UNION SELECT key FROM segments",
          "SELECT * FROM series",
          "SELECT * FROM labels");

  @TempDir Path directory;

  /** A catalog of a folder that counts how often segments are listed. */
  private static final class CountingCatalog implements Catalog {

    private final Catalog catalog;
    private final AtomicInteger listings = new AtomicInteger();

    CountingCatalog(Catalog catalog) {
      this.catalog = catalog;
    }

    @Override
    public List<Segment> segments(TimeRange range) throws IOException {
      listings.incrementAndGet();
      return catalog.segments(range);
    }

    @Override
    public SortedSet<String> labelKeys() throws IOException {
      return catalog.labelKeys();
    }

    @Override
    public List<TableFile> tables() throws IOException {
      return catalog.tables();
    }
  }

  private static List<List<Event>> seals(int count) {
    List<List<Event>> seals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String time = "2024-01-01T00:%02d:00Z".formatted(i);
      seals.add(List.of(Events.text(time, Map.of("host", "h" + i), "a text")));
    }
    return seals;
  }

  @Test
  void planning_listsNoSegmentAndReadsNone() throws Exception {
    try (var written = ArchiveFixture.of(directory, seals(5))) {
      WatchedStore store = new WatchedStore(new FileStore(directory.resolve("archive")));
      CountingCatalog catalog = new CountingCatalog(new ListingCatalog(store));
      try (Archive archive =
              new Archive(store, catalog, new SegmentDatabases(ReadOptions.defaults()));
          Queries queries = Queries.open(archive, TimeRange.ALL)) {
        for (String sql : STATEMENTS) {
          var unused = queries.prepare(sql);
        }
        assertThat(queries.prepare("SELECT * FROM events").rowType.getFieldNames())
            .as("label keys are columns")
            .contains("host");
        assertThat(catalog.listings).hasValue(0);
        assertThat(store.reads()).allMatch(read -> read.key().startsWith("catalog/"));
        assertThat(queries.rows("SELECT host FROM events WHERE host = 'h3'"))
            .isEqualTo(List.of(List.of("h3")));
        assertThat(catalog.listings).hasValue(1);
        assertThat(store.reads()).anyMatch(read -> read.key().startsWith("events/"));
      }
    }
  }

  @Test
  void plan_isTheSameForAnyNumberOfSegments() throws Exception {
    try (ArchiveFixture few = ArchiveFixture.of(directory.resolve("few"), seals(1));
        ArchiveFixture many = ArchiveFixture.of(directory.resolve("many"), seals(40));
        Queries ofFew = few.connect();
        Queries ofMany = many.connect()) {
      for (String sql : STATEMENTS) {
        if (!sql.contains("?")) {
          assertThat(ofMany.plan(sql)).isEqualTo(ofFew.plan(sql));
        }
      }
    }
  }
}
