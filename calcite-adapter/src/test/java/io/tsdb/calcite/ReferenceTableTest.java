package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.Content;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.reference.ReferenceException;
import io.tsdb.calcite.reference.ReferenceFormat;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTableTest {

  @TempDir Path directory;

  private ArchiveFixture archive;

  @BeforeEach
  void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
  }

  @AfterEach
  void close() throws Exception {
    archive.close();
  }

  private void put(String file, String content) throws Exception {
    archive
        .archive()
        .store()
        .replace("tables/" + file, Content.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void file_isTable_andJoinsEvents() throws Exception {
    put("rooms.csv", "sensor,place,level\na,Hall,1\nb,Attic,3\n");
    put("owners.ndjson", "{\"sensor\":\"a\",\"owner\":\"Ann\"}\n{\"sensor\":\"c\"}\n");
    try (Queries queries = archive.connect()) {
      assertThat(
              queries.rows(
                  "SELECT r.place, o.owner, sum(e.value) FROM events AS e JOIN rooms AS r ON"
                      + " e.sensor = r.sensor LEFT JOIN owners AS o ON o.sensor = e.sensor WHERE"
                      + " r.level < 10 GROUP BY r.place, o.owner ORDER BY 1"))
          .isEqualTo(List.of(Arrays.asList("Attic", null, -3.0), List.of("Hall", "Ann", 8.5)));
      assertThat(queries.rows("SELECT count(*) FROM ROOMS")).isEqualTo(List.of(List.of(2L)));
      assertThat(queries.rows("SELECT * FROM tsdb.rooms WHERE level = 3"))
          .isEqualTo(List.of(List.of("b", "Attic", 3L)));
      assertThat(queries.plan("SELECT place FROM rooms WHERE level = 3"))
          .contains("RowsScan(table=[[tsdb, rooms]], columns=[[place, level]])");
    }
  }

  @Test
  void database_hasTablesOfItsOwn() throws Exception {
    Path file = directory.resolve("site.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE rooms AS SELECT 'a' AS sensor, 1 AS level");
      statement.execute("CREATE TABLE doors AS SELECT 7 AS n");
    }
    archive.archive().store().replace("tables/site.sqlite", Content.of(Files.readAllBytes(file)));
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT level FROM site.rooms")).isEqualTo(List.of(List.of(1L)));
      assertThat(queries.rows("SELECT n FROM \"Site.DOORS\"")).isEqualTo(List.of(List.of(7L)));
      assertThat(queries.rows("SELECT n FROM tsdb.site.doors")).isEqualTo(List.of(List.of(7L)));
      assertThatThrownBy(() -> queries.rows("SELECT * FROM site"))
          .hasMessageContaining("'site' not found");
    }
  }

  @Test
  void names_thatAreTaken_areOthers() throws Exception {
    put("Events.csv", "a\n1\n");
    put("rooms.csv", "a\n2\n");
    put("rooms.json", "[{\"a\":3}]");
    put("notes.txt", "no table");
    put("below/other.csv", "a\n4\n");
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT count(*) FROM events")).isEqualTo(List.of(List.of(8L)));
      assertThat(queries.rows("SELECT a FROM table_events")).isEqualTo(List.of(List.of(1L)));
      assertThat(queries.rows("SELECT a FROM rooms")).isEqualTo(List.of(List.of(2L)));
      assertThat(queries.rows("SELECT a FROM \"rooms.json\"")).isEqualTo(List.of(List.of(3L)));
      for (String none : List.of("notes", "other", "below")) {
        assertThatThrownBy(() -> queries.rows("SELECT * FROM " + none))
            .hasMessageContaining("'" + none + "' not found");
      }
    }
  }

  @Test
  void file_isReadOnce_andAgainWhenItChanged() throws Exception {
    put("limits.csv", "sensor,most\na,5\n");
    try (Queries queries = archive.connect()) {
      archive.takeRead();
      var planned = queries.prepare("SELECT most FROM limits");
      assertThat(queries.rows(planned)).isEqualTo(List.of(List.of(5L)));
      assertThat(archive.takeRead()).containsExactly("tables/limits.csv");
      assertThat(queries.rows(planned)).isEqualTo(List.of(List.of(5L)));
      assertThat(archive.takeRead()).isEmpty();
    }
    put("limits.csv", "sensor,most\na,6\nb,7\n");
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT most FROM limits")).hasSize(2);
    }
  }

  @Test
  void plan_ofOtherColumns_isRefused() throws Exception {
    put("limits.csv", "sensor,most\na,5\n");
    try (Queries before = archive.connect()) {
      var planned = before.prepare("SELECT most FROM limits");
      Object version = before.schemaVersion();
      put("limits.csv", "sensor,most\na,high\n");
      try (Queries after = archive.connect()) {
        assertThat(after.schemaVersion()).isNotEqualTo(version);
        assertThatThrownBy(() -> after.rows(planned))
            .isInstanceOf(QueryException.class)
            .hasMessageContaining("The columns of table limits have changed");
      }
    }
  }

  @Test
  void file_thatIsNone_leavesTheOthersAlone() throws Exception {
    put("bad.csv", "a,b\n1\n");
    put("good.csv", "a\n1\n");
    put("huge.csv", "a\n" + "x".repeat(ReferenceFormat.MOST_BYTES));
    try (Queries queries = archive.connect()) {
      assertThat(queries.rows("SELECT a FROM good")).isEqualTo(List.of(List.of(1L)));
      assertThat(queries.rows("SELECT count(*) FROM events")).isEqualTo(List.of(List.of(8L)));
      assertThatThrownBy(() -> queries.rows("SELECT * FROM bad"))
          .hasStackTraceContaining(ReferenceException.class.getName())
          .hasStackTraceContaining("tables/bad.csv line 2: expected 2 fields");
      assertThatThrownBy(() -> queries.rows("SELECT * FROM huge"))
          .hasStackTraceContaining("tables/huge.csv: expected reference data of at most 16777216");
    }
  }
}
