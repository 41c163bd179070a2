package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.Checksums;
import io.tsdb.archive.testing.ForwardingStore;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sound archive is found so; whatever is changed in a file of it is found and named. */
class ArchiveCheckTest {

  private static final int ROWS = 3000;

  @TempDir Path folder;
  private FileStore store;
  private SegmentDatabases databases;
  private Path archive;
  private Path file;
  private String key;

  @BeforeEach
  void writeArchive() throws Exception {
    archive = folder.resolve("archive");
    store = new FileStore(archive);
    databases = new SegmentDatabases(ReadOptions.defaults());
    key = TestSegments.create(store, folder, ROWS, 5, 100).object().key();
    file = archive.resolve(key);
    new LabelCatalog(store).write("writer", new TreeSet<>(List.of("host", "unit", "größe", "")));
  }

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    assertThat(databases.openDatabases()).isZero();
    databases.close();
  }

  private final List<String> found = new ArrayList<>();

  private CheckSummary check() throws IOException {
    return new ArchiveCheck(store, new ListingCatalog(store), databases, collecting()).run();
  }

  private ArchiveCheck.Listener collecting() {
    return new ArchiveCheck.Listener() {
      @Override
      public void found(Finding finding) {
        found.add(finding.toString());
      }

      @Override
      public void progress(long bytes, long of) {
        assertThat(bytes).isBetween(0L, of);
      }
    };
  }

  private static Event event(long time, Map<String, String> labels, String text) {
    return new Event(
        time,
        Labels.of(labels),
        OptionalDouble.empty(),
        Optional.ofNullable(text),
        Optional.of("id"));
  }

  private void put(SegmentFile segment) throws IOException {
    store.create(segment.key(), Content.of(segment.path()));
    Files.delete(segment.path());
  }

  @Test
  void soundArchive_hasNoFindings() throws Exception {
    EventBatch batch = new EventBatch();
    batch.add(7, event(1_000, Map.of("größe", "Über\0größe 👟"), ""));
    batch.add(8, event(1_000, Map.of(), "naïve 東京 a\0b"));
    batch.add(5, event(TestSegments.FIRST_TIME, Map.of("", "it's"), null));
    batch.add(9, event(TestSegments.FIRST_TIME, Map.of("unit", "?!"), "--"));
    put(SegmentFiles.writeOne(batch, "writer", SealRange.of(2), folder));
    put(SegmentFiles.writeOne(new EventBatch(), "writer", SealRange.of(3), folder));

    CheckSummary summary = check();

    assertThat(found).isEmpty();
    assertThat(summary.segments()).isEqualTo(3);
    assertThat(summary.rows()).isEqualTo(ROWS + 4);
    assertThat(summary.bytes()).isGreaterThanOrEqualTo(Files.size(file));
    assertThat(summary.findings()).isZero();
  }

  @Test
  void emptyArchive_isSound() throws Exception {
    Files.delete(file);

    assertThat(check()).isEqualTo(new CheckSummary(0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE sample SET ts = ts + 1000 WHERE n = 1500 | rows in order of ts",
        "UPDATE sample SET ts = ts + 1 WHERE n = 2049 | zone.ts",
        "UPDATE sample SET ts = 0 WHERE n = 1 | within the span of the folder",
        "UPDATE sample SET ts = ts + 1 WHERE n = 3000 | fact last_ts",
        "UPDATE sample SET n = 5000 WHERE n = 3000 | sample.n 3000 to come next, found 5000",
        "DELETE FROM sample WHERE n = 3000 | fact rows to be 2999 by its rows, found 3000",
        "UPDATE sample SET seq = 5000 WHERE n = 7 | fact last_seq to be 5001 by its rows",
        "UPDATE sample SET seq = 9 WHERE seq = 0 | the least sample.seq to be 0",
        "UPDATE sample SET value = 'x' WHERE n = 7 | value as real",
        "UPDATE sample SET series = 99 WHERE n = 7 | series 99 of row 7 in series, found none",
        "DELETE FROM series WHERE id = 3 | series.id 3 to come next, found 4",
        "UPDATE series SET labels = '{\"unit\":\"ms\",\"host\":\"h0\"}' WHERE id = 1 | canonical order",
        "UPDATE series SET labels = '[]' WHERE id = 20 | an object of texts, found []",
        "UPDATE zone SET ts = ts + 1 WHERE n = 1025 | for row 1025",
        "DELETE FROM zone WHERE n = 1025 | an entry of row 1025 in zone, found none",
        "DELETE FROM zone WHERE n = 3000 | an entry of row 3000 in zone, found none",
        "INSERT INTO zone VALUES (77, 0) | found one for row 77",
        "INSERT INTO zone VALUES (3001, 0) | found one for row 3001",
        "UPDATE rollup_hour SET sum = sum + 1 WHERE series = 3 | rollup_hour.sum",
        "UPDATE rollup_minute SET min = 0, max = 0 WHERE series = 3 | rollup_minute.min",
        "UPDATE rollup_day SET last = NULL WHERE series = 3 | for start 1673136000000, series 3, found null",
        "UPDATE rollup_day SET last_ts = 'x' WHERE series = 3 | rollup_day.last_ts 1673",
        "UPDATE sample SET value = value + 1 WHERE n = 7 | rollup_day.sum",
        "DELETE FROM rollup_hour WHERE series = 3 | a row of rollup_hour for start 1673204400000, series 3, found none",
        "INSERT INTO rollup_hour(start, series, rows, numbers) VALUES (0, 1, 1, 0) | found one for start 0, series 1",
        "INSERT INTO rollup_day(start, series, rows, numbers) VALUES (9e18, 1, 1, 0) | rows in rollup_day for buckets",
        "DROP TABLE rollup_minute | table rollup_minute, since it would have 40 rows for 3000 events, found none",
        "DELETE FROM sample WHERE n > 60 | no table rollup_minute, since",
        "ALTER TABLE rollup_day DROP COLUMN sum | rollup tables to be readable",
        "UPDATE segment SET value = 'x' WHERE key = 'writer' | fact writer to be 'writer' by its name",
        "UPDATE segment SET value = 9 WHERE key = 'first_seal' | fact first_seal to be 1",
        "UPDATE segment SET value = 9 WHERE key = 'first_ts' | fact first_ts to be 1673205162254",
        "UPDATE segment SET value = 9 WHERE key = 'first_seq' | fact last_seq to be 3008",
        "UPDATE segment SET value = 9999 WHERE key = 'rows' | fact rows to be 3000 by its rows",
        "UPDATE segment SET value = '[]' WHERE key = 'label_keys' | fact label_keys to be",
        "UPDATE segment SET value = 1 WHERE key = 'head_pages' | fact head_pages to make ",
        "DELETE FROM segment WHERE key = 'created' | fact created to be an integer, found none",
        "UPDATE sample SET text = 'changed' WHERE n = 1 | search to have, as the rows say",
        "UPDATE sample SET text = NULL WHERE n = 1 | search to have, as the rows say",
        "UPDATE sample SET text = 'new' WHERE n = 2 | search to have, as the rows say",
        "INSERT INTO search(rowid, labels, text) VALUES (9999, 'a', 'b') | to have, as the rows say",
        "INSERT INTO series_search(rowid, labels) VALUES (99, 'a') | series_search to have",
        "DROP TABLE search | index search to be readable",
        "DROP TABLE zone | tables sample and zone to be readable",
        "DROP TABLE segment | table segment to be readable",
        "DROP VIEW events | view events to be readable",
        "PRAGMA user_version = 2 | expected format version (user_version) 1",
        "PRAGMA application_id = 2 | expected application_id",
      })
  void editedCopy_isFoundAndNamed(String sql, String finding) throws Exception {
    edit(sql);

    assertFound(finding.equals("canonical order") ? "labels of series 1 to be {\"host\"" : finding);
  }

  @Test
  void textIndexWithoutADocument_isFound() throws Exception {
    edit(
        "INSERT INTO search(search, rowid, labels, text) SELECT 'delete', s.n,"
            + " 'host ' || (r.labels ->> 'host') || ' unit ' || (r.labels ->> 'unit'), s.text"
            + " FROM sample s JOIN series r ON r.id = s.series WHERE s.n = 501");

    assertFound("search to have, as the rows say");
    assertThat(found).hasSize(1);
  }

  @Test
  void view_withoutItsColumnsOrRows_isFound() throws Exception {
    edit(
        "DROP VIEW events",
        "CREATE VIEW events AS SELECT ts, ts AS time, '{' AS payload FROM zone");

    assertFound("view events with columns");
    assertThat(found).anyMatch(line -> line.contains("found 4 rows, 4 with time, 0 with payload"));
  }

  @Test
  void changedBytes_inHeadAndLeaf_areFound() throws Exception {
    byte[] good = Files.readAllBytes(file);
    int pageSize = Short.toUnsignedInt(ByteBuffer.wrap(good).getShort(16));
    int pages = good.length / pageSize;
    // the first byte of a page tells of which kind it is; that of page 1 is its magic
    for (int page = 0; page < pages; page++) {
      byte[] bad = good.clone();
      bad[page * pageSize] ^= 0x40;
      overwrite(bad);
      found.clear();
      assertThat(check().findings()).as("page " + (page + 1)).isPositive();
      assertThat(found).allMatch(line -> line.startsWith(key + ": expected "));
    }
  }

  /** What no other check can know: a value that nothing else in the file depends on. */
  @Test
  void changedValue_isFoundByItsChecksum() throws Exception {
    byte[] bad = Files.readAllBytes(file);
    bad[bad.length - 100] ^= 1;
    overwrite(bad);

    assertFound(
        "expected all bytes after the head to be readable, found damage: expected checksum");
  }

  @Test
  void damagedLeaf_leavesTheOtherChecks() throws Exception {
    edit("UPDATE segment SET value = 'x' WHERE key = 'writer'");
    byte[] bad = Files.readAllBytes(file);
    int pageSize = Short.toUnsignedInt(ByteBuffer.wrap(bad).getShort(16));
    bad[20 * pageSize] ^= 0x40;
    overwrite(bad);

    assertFound("PRAGMA integrity_check to say ok");
    assertThat(found).anyMatch(line -> line.contains("fact writer"));
  }

  @Test
  void truncatedFile_isFound() throws Exception {
    overwrite(Arrays.copyOf(Files.readAllBytes(file), 8192));

    assertFound("bytes by its name, found an object of 8192");
    assertThat(found).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "_3000_, _2999_, fact rows to be 2999 by its name",
    "_writer_, _other_, fact writer to be 'other' by its name",
    "_1-1_, _1-2_, fact last_seal to be 2 by its name",
    ".sqlite, 0.sqlite, expected a head of ",
    "events/2023/01/08/, events/2023/01/09/, a name with times of its folder",
    "events/2023/01/08/, events/else/, a folder such as events/2023/01/08/",
    "2023-01-08T19-12-42.254Z_, 2023-01-08T19-12-41.254Z_, fact first_ts to be 1673205161254"
  })
  void renamedFile_isFound(String part, String other, String finding) throws Exception {
    String renamed = key.replace(part, other);
    assertThat(renamed).isNotEqualTo(key);
    Files.createDirectories(archive.resolve(renamed).getParent());
    Files.move(file, archive.resolve(renamed));
    key = renamed;

    assertFound(finding);
  }

  @Test
  void objectsThatAreNoSegments_areFound() throws Exception {
    Files.writeString(archive.resolve("events/2023/01/notes.txt"), "hello");
    Files.copy(file, archive.resolve("events/x.sqlite"));

    assertThat(check().findings()).isEqualTo(2);
    assertThat(found.get(0)).startsWith("events/2023/01/notes.txt: expected only segments");
    assertThat(found.get(1)).startsWith("events/x.sqlite: expected only segments");
  }

  @Test
  void overlappingSeals_areFound() throws Exception {
    for (SealRange seals :
        List.of(new SealRange(10, 19), new SealRange(12, 14), new SealRange(15, 25))) {
      put(SegmentFiles.writeOne(new EventBatch(), "writer", seals, folder));
    }

    check();

    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("_15-25_").contains("_10-19_");
  }

  @Test
  void sameSeals_areFound() throws Exception {
    String copy = key.replace("_3000_", "_2999_");
    Files.copy(file, archive.resolve(copy));

    check();

    assertThat(found).anyMatch(line -> line.contains(copy) && line.contains("to overlap"));
  }

  @Test
  void sameEvents_underAnotherHead_areNoOverlap() throws Exception {
    String copy = key.replace(".sqlite", "0.sqlite");
    Files.copy(file, archive.resolve(copy));

    check();

    assertThat(found).isNotEmpty().allMatch(line -> line.contains(copy) && line.contains("head"));
  }

  @Test
  void labelKeys_thatTheCatalogLacks_areFound() throws Exception {
    new LabelCatalog(store).write("writer", new TreeSet<>(List.of("host")));

    assertFound("its label keys in catalog/writer.json, found 1 missing there, first unit");
  }

  @Test
  void damagedCatalog_isFoundAndTheSegmentsAreChecked() throws Exception {
    Files.writeString(archive.resolve("catalog/writer.json"), "{");

    CheckSummary summary = check();

    assertThat(summary.rows()).isEqualTo(ROWS);
    assertThat(found).singleElement().asString().startsWith("catalog/: expected readable");
  }

  @Test
  void cancelled_endsWithoutFindings() throws Exception {
    ArchiveCheck check =
        new ArchiveCheck(store, new ListingCatalog(store), databases, collecting());
    check.cancel();

    assertThatThrownBy(check::run).isInstanceOf(InterruptedIOException.class);
    assertThat(found).isEmpty();
  }

  @Test
  void cancelledWhileItRuns_endsAndClosesTheSegment() throws Exception {
    edit("DELETE FROM zone");
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    ForwardingStore waiting =
        new ForwardingStore(store) {
          @Override
          public ByteBuffer read(
              StoredObject object, long offset, int length, ReadListener listener)
              throws IOException {
            reading.countDown();
            await(cancelled);
            return super.read(object, offset, length, listener);
          }
        };
    ArchiveCheck check =
        new ArchiveCheck(waiting, new ListingCatalog(store), databases, collecting());
    CompletableFuture<CheckSummary> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return check.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    await(reading);
    check.cancel();
    cancelled.countDown();

    assertThat(run)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withRootCauseInstanceOf(InterruptedIOException.class);
    assertThat(found).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting", e);
    }
  }

  private void assertFound(String finding) throws IOException {
    CheckSummary summary = check();
    assertThat(found)
        .anyMatch(line -> line.contains(finding))
        .allMatch(line -> line.startsWith(key + ": expected ") && line.contains(", found "));
    assertThat(summary.findings()).isEqualTo(found.size());
  }

  private void overwrite(byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }

  private void edit(String... statements) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    Checksums.write(file, SegmentName.parse(key).headBytes());
  }
}
