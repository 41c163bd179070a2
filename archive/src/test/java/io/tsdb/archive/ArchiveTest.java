package io.tsdb.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.IndexFile;
import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.testing.PlainWebServer;
import io.tsdb.archive.testing.S3ProxyFixture;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events written to a store as segments, and read back through an archive of its URL. */
class ArchiveTest {

  private static final long START = Instant.parse("2023-01-08T23:00:00Z").toEpochMilli();
  private static final int EVENTS = 3_000;

  @TempDir Path folder;

  /** Two hours of events, a second and a half apart, over the end of a day. */
  private void write(ObjectStore store) throws Exception {
    EventBatch batch = new EventBatch();
    Labels labels = Labels.of(Map.of("sensor", "1"));
    for (int i = 0; i < EVENTS; i++) {
      batch.add(
          i,
          new Event(
              START + i * 1500L, labels, OptionalDouble.of(i), Optional.empty(), Optional.empty()));
    }
    for (SegmentFile file :
        SegmentFiles.write(batch, "a", 1, Files.createDirectories(folder.resolve("segments")))) {
      store.create(file.key(), Content.of(file.path()));
    }
    new LabelCatalog(store).write("a", new TreeSet<>(labels.values().keySet()));
  }

  private static void assertHoldsTheEvents(Archive archive) throws Exception {
    assertThat(archive.catalog().labelKeys()).containsExactly("sensor");
    assertThat(archive.catalog().segments(new TimeRange(0, START))).isEmpty();
    int rows = 0;
    double sum = 0;
    for (Segment segment : archive.catalog().segments(TimeRange.ALL)) {
      try (SegmentDatabase database = archive.databases().open(segment);
          Statement statement = database.connection().createStatement();
          ResultSet answer = statement.executeQuery("SELECT count(*), sum(value) FROM events")) {
        assertThat(answer.next()).isTrue();
        assertThat(answer.getInt(1)).isEqualTo((int) segment.name().rows());
        rows += answer.getInt(1);
        sum += answer.getDouble(2);
      }
    }
    assertThat(rows).isEqualTo(EVENTS);
    assertThat(sum).isEqualTo(EVENTS * (EVENTS - 1) / 2.0);
  }

  @Test
  void folder_isAnArchive() throws Exception {
    ArchiveUrl url = new ArchiveUrl.File(folder.resolve("archive"));
    try (ObjectStore store = ObjectStores.open(url, StoreOptions.DEFAULT)) {
      write(store);
    }
    try (Archive archive = Archive.open(url, StoreOptions.DEFAULT)) {
      assertHoldsTheEvents(archive);
    }
  }

  @Test
  void bucket_isAnArchive() throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory()) {
      ArchiveUrl url = s3.archiveUrl("some/prefix");
      try (ObjectStore store = ObjectStores.open(url, s3.options())) {
        write(store);
      }
      try (Archive archive = Archive.open(url, s3.options())) {
        assertHoldsTheEvents(archive);
      }
    }
  }

  @Test
  void publishedFolder_isAnArchive() throws Exception {
    try (ObjectStore store =
        ObjectStores.open(new ArchiveUrl.File(folder.resolve("archive")), StoreOptions.DEFAULT)) {
      write(store);
      assertThat(IndexFile.write(store)).isPositive();
    }
    try (PlainWebServer web = PlainWebServer.of(folder);
        Archive archive =
            Archive.open(ArchiveUrl.parse(web.url() + "/archive"), StoreOptions.DEFAULT)) {
      assertThat(archive.store().location()).isEqualTo(web.url() + "/archive");
      assertHoldsTheEvents(archive);
    }
  }

  @Test
  void optionsThatDoNotFit_areRefused() throws Exception {
    ArchiveUrl url = ArchiveUrl.parse("s3://bucket/prefix?region=eu-central-1");
    StoreOptions options =
        StoreOptions.DEFAULT.withKeys(Optional.empty(), Optional.of("0KEY"), Optional.empty());

    assertThatThrownBy(() -> Archive.open(url, options))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("found secretAccessKey. Give both")
        .hasMessageNotContaining("0KEY");
  }
}
