package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.ForwardingStore;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sound archive is found so; what does not belong there is found and named. */
class ArchiveCheckTest extends CheckedArchive {

  private static Event event(long time, Map<String, String> labels, String text) {
    return new Event(
        time,
        Labels.of(labels),
        OptionalDouble.empty(),
        Optional.ofNullable(text),
        Optional.of("id"));
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
}
