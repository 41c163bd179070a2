package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit counts the rows of a union, not those of its sides. */
class UnionTest {

  /** Sensor a has two events, and three events have no sensor. */
  private static final List<String> SENSORS = Arrays.asList(null, "a", "b", "c");

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void unionWithLimit_hasDifferentRows(int limit) {
    assertThat(
            queries.rows(
                "SELECT sensor FROM events UNION SELECT sensor FROM events ORDER BY 1 LIMIT "
                    + limit))
        .containsExactlyElementsOf(
            SENSORS.stream().limit(limit).map(Collections::<Object>singletonList).toList());
  }
}
