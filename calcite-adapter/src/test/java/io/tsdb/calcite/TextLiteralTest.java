package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Literals of different lengths keep them where they come together. */
class TextLiteralTest {

  @Test
  void literalsOfDifferentLengths_areNotPadded(@TempDir Path directory) throws Exception {
    try (ArchiveFixture archive = ArchiveFixture.of(directory, Samples.seals());
        Queries queries = archive.connect()) {
      assertThat(
              queries.rows(
                  "SELECT DISTINCT CASE WHEN sensor = 'a' THEN 'a' ELSE 'other' END || '.' FROM"
                      + " events"))
          .containsExactlyInAnyOrder(List.of("a."), List.of("other."));
      assertThat(queries.rows("SELECT x || '.' FROM (VALUES ('a'), ('other')) AS t(x)"))
          .containsExactly(List.of("a."), List.of("other."));
      assertThat(
              queries.rows("SELECT x || '.' FROM (SELECT 'a' AS x UNION ALL SELECT 'other') AS t"))
          .containsExactly(List.of("a."), List.of("other."));
    }
  }
}
