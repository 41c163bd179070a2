package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.TemporaryFileException;
import io.tsdb.calcite.memory.MemoryLimitException;
import io.tsdb.calcite.memory.StatementMemory;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.calcite.linq4j.Enumerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary files of statements are gone with them, however they end. */
class TemporaryFilesTest {

  private static final String GROUPS = "SELECT text, count(*) FROM events GROUP BY text";
  private static final String SORTED = "SELECT text, ts FROM events ORDER BY text";

  /** Files that this process has open, by their numbers; Linux alone has it. */
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @TempDir static Path directory;

  private static ArchiveFixture archive;

  @TempDir Path temporary;

  private String usual;
  private Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    Instant start = Instant.parse("2024-01-01T00:00:00Z");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      events.add(Events.text(start.plusSeconds(i).toString(), Map.of("host", "a"), "text " + i));
    }
    archive = ArchiveFixture.of(directory, List.of(events));
  }

  @AfterAll
  static void closeArchive() throws Exception {
    archive.close();
  }

  @BeforeEach
  void useFolder() throws Exception {
    usual = System.setProperty("java.io.tmpdir", temporary.toString());
    queries = archive.connect();
    queries.limitMemory(StatementMemory.LEAST);
  }

  @AfterEach
  void useTheUsualFolder() throws Exception {
    System.setProperty("java.io.tmpdir", usual);
    queries.close();
  }

  /** Temporary files that are there: each has lost its name as soon as it was made. */
  private long files() throws IOException {
    assumeTrue(Files.exists(OPEN_FILES));
    long count = 0;
    try (Stream<Path> open = Files.list(OPEN_FILES)) {
      for (Path file : open.toList()) {
        try {
          count += Files.readSymbolicLink(file).startsWith(temporary) ? 1 : 0;
        } catch (NoSuchFileException e) {
          // it was closed since
          continue;
        }
      }
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(strings = {GROUPS, SORTED})
  void files_areGoneAfterTheLastRow(String sql) throws Exception {
    try (Enumerator<Object> rows = queries.run(queries.prepare(sql), new AtomicBoolean())) {
      assertThat(rows.moveNext()).isTrue();
      assertThat(files()).isPositive();
      int count = 1;
      while (rows.moveNext()) {
        count++;
      }
      assertThat(count).isEqualTo(3_000);
      assertThat(files()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GROUPS, SORTED})
  void files_areGoneWhenClosedInBetween(String sql) throws Exception {
    try (Enumerator<Object> rows = queries.run(queries.prepare(sql), new AtomicBoolean())) {
      assertThat(rows.moveNext()).isTrue();
      assertThat(files()).isPositive();
    }
    assertThat(files()).isZero();
  }

  @Test
  void files_areGoneWithTheRun_whenCancelled() throws Exception {
    AtomicBoolean cancelFlag = new AtomicBoolean();
    Enumerator<Object> rows =
        queries.run(
            queries.prepare(
                "SELECT a.text FROM (" + GROUPS + ") AS a, events AS b WHERE a.text < b.text"),
            cancelFlag);
    assertThat(rows.moveNext()).isTrue();
    assertThat(files()).isPositive();
    cancelFlag.set(true);
    assertThatThrownBy(
            () -> {
              while (rows.moveNext()) {
                var unused = rows.current();
              }
            })
        .isInstanceOf(QueryCanceledException.class);
    queries.close();
    assertThat(files()).isZero();
  }

  @Test
  void files_areGoneWithTheRun_whenTheStatementFails() throws Exception {
    String sql = "SELECT max(n) FROM (SELECT count(*) OVER (ORDER BY text) AS n FROM (%s)) AS t";
    assertThatThrownBy(() -> queries.rows(sql.formatted(GROUPS)))
        .isInstanceOf(MemoryLimitException.class);
    queries.close();
    assertThat(files()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {GROUPS, SORTED, "SELECT DISTINCT text FROM events"})
  void folderThatTakesNoFile_isToldWithTheRemedy(String sql) {
    Path nowhere = temporary.resolve("nowhere");
    System.setProperty("java.io.tmpdir", nowhere.toString());
    assertThatThrownBy(() -> queries.rows(sql))
        .isInstanceOf(TemporaryFileException.class)
        .hasMessageContaining("do not fit into memory")
        .hasMessageContaining(nowhere.toString())
        .hasMessageContaining("Make room there, or name another folder by -Djava.io.tmpdir");
  }
}
