package io.tsdb.tests.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.CommandLine;
import io.tsdb.tests.process.Earthquakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements of {@code docs/sql.md} run, and yield what the page shows. */
class SqlDocumentTest {

  /** A statement, and its result where that is shown. */
  private static final Pattern EXAMPLE =
      Pattern.compile("```sql\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", Pattern.DOTALL);

  /** A file of reference data: its name, and what is in it. */
  private static final Pattern FILE =
      Pattern.compile("With a file `(tables/\\S+)`\n\n```csv\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;

  @Test
  void statements_yieldWhatIsShown() throws Exception {
    String document = Files.readString(Artifacts.project("docs/sql.md"));
    Path folder = directory.resolve("archive");
    new CommandLine(directory, Map.of())
        .run(
            "import", "--archive", ArchivePlace.folder(folder).url(), Earthquakes.file().toString())
        .ok();
    for (MatchResult file : FILE.matcher(document).results().toList()) {
      write(folder.resolve(file.group(1)), file.group(2));
    }
    List<MatchResult> examples = EXAMPLE.matcher(document).results().toList();
    assertThat(examples).hasSizeGreaterThan(5);
    assertThat(examples).anyMatch(example -> example.group(2) != null);
    try (Connection connection =
        DriverManager.getConnection(ArchivePlace.folder(folder).jdbcUrl())) {
      for (MatchResult example : examples) {
        List<String> rows = rows(connection, example.group(1));
        assertThat(rows).as(example.group(1)).hasSizeGreaterThan(1);
        if (example.group(2) != null) {
          assertThat(rows).as(example.group(1)).isEqualTo(example.group(2).lines().toList());
        }
      }
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** The names of the columns, then the rows. */
  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        cells.add(result.getMetaData().getColumnLabel(i));
      }
      rows.add(String.join(" | ", cells));
      while (result.next()) {
        cells.clear();
        for (int i = 1; i <= columns; i++) {
          cells.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" | ", cells));
      }
      return rows;
    }
  }
}
