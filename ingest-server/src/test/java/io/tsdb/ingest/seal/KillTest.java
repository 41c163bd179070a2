package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.Archive;
import io.tsdb.archive.store.FileStore;
import io.tsdb.ingest.log.LogException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own, killed while they seal. */
class KillTest {

  private static final int ROUNDS = 3;

  @TempDir private Path folder;

  @Test
  void kill_whileSendingAndSealing_allAcknowledgedOnceAndNothingElse() throws Exception {
    Path store = folder.resolve("archive");
    Path data = folder.resolve("data");
    long next = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long last;
      try (SendingProcess server = SendingProcess.start(store, data, next)) {
        for (int i = 0; i < 40 * (1 + round); i++) {
          assertThat(server.acknowledged()).isEqualTo(next + i);
        }
        try (Archive archive = Archives.of(new FileStore(store))) {
          assertThatThrownBy(() -> Ingest.start(options(data), archive))
              .isInstanceOf(LogException.class)
              .hasMessageContaining("found it in use by another server");
        }
        last = Math.max(server.kill(), next + 40L * (1 + round) - 1);
      }
      try (Archive archive = Archives.of(new FileStore(store));
          Ingest ingest = Ingest.start(options(data), archive)) {
        List<Long> values = Archives.values(ingest.archive());
        // the event on its way when it was killed may be stored, though nobody was told
        assertThat(values.size() - 1L).isBetween(last, last + 1);
        assertThat(values).isEqualTo(Events.values(0, values.size()));
        assertThat(ingest.status().damages()).isEmpty();
        next = values.size();
      }
    }
    try (Archive archive = Archives.of(new FileStore(store));
        Ingest ingest = Ingest.start(options(data), archive)) {
      assertThat(ingest.seal()).succeedsWithin(Duration.ofSeconds(60));
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, next));
      assertThat(ingest.status().sealedThrough()).isGreaterThan(ROUNDS);
    }
  }

  private static IngestOptions options(Path data) {
    return IngestOptions.of(data).withWriter("w");
  }
}
