package io.tsdb.ingest.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  @TempDir private Path folder;

  private Path archive() {
    return folder.resolve("archive");
  }

  private CommandLineRun load(String... arguments) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("import", "--archive", "file://" + archive().toAbsolutePath()));
    line.addAll(List.of(arguments));
    return CommandLineRun.of(line.toArray(String[]::new));
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(content.getBytes(UTF_8));
    }
    return file.toString();
  }

  /** All events of the archive, as stock SQLite reads them from each file. */
  private List<String> events() throws Exception {
    List<String> events = new ArrayList<>();
    try (Archive opened = Archive.open(new ArchiveUrl.File(archive()), StoreOptions.DEFAULT)) {
      for (Segment segment : opened.catalog().segments(TimeRange.ALL)) {
        Path file = archive().resolve(segment.object().key());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery("SELECT ts, labels, value, text, id FROM events")) {
          while (rows.next()) {
            events.add(
                rows.getLong(1)
                    + " "
                    + rows.getString(2)
                    + " "
                    + rows.getString(3)
                    + " "
                    + rows.getString(4)
                    + " "
                    + rows.getString(5));
          }
        }
      }
    }
    return events;
  }

  @Test
  void files_ofEveryFormat() throws Exception {
    CommandLineRun run =
        load(
            file("a.ndjson", "{\"timestamp\":1,\"k\":\"a\",\"value\":1.5}\n"),
            file("b.ndjson.gz", "[{\"timestamp\":2,\"value\":\"text\"}]"),
            file("c.csv", "ts,value,text,id,place\n3,2,x,i3,\"Köln, 東京\"\n"),
            file("d.csv.gz", "time,value\n1970-01-01T00:00:00.004Z,true\n"),
            file("e.lp", "cpu,host=h usage=5 5\n"),
            file("f.lp.gz", "cpu note=\"n\" 6\n"),
            "--precision",
            "ms");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Imported 6 events from 6 files into 1 segment of file://");
    assertThat(events())
        .containsExactly(
            "1 {\"k\":\"a\"} 1.5 null null",
            "2 {} null text null",
            "3 {\"place\":\"Köln, 東京\"} 2.0 x i3",
            "4 {} 1.0 null null",
            "5 {\"field\":\"usage\",\"host\":\"h\",\"measurement\":\"cpu\"} 5.0 null null",
            "6 {\"field\":\"note\",\"measurement\":\"cpu\"} null n null");
  }

  @Test
  void labelKeys_areKnownToReaders() throws Exception {
    load(file("a.ndjson", "{\"timestamp\":1,\"b\":1,\"a\":2}"));

    try (Archive opened = Archive.open(new ArchiveUrl.File(archive()), StoreOptions.DEFAULT)) {
      assertThat(opened.catalog().labelKeys()).containsExactly("a", "b");
    }
  }

  @Test
  void memory_isBoundedBySealsOfTheirOwn() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append("{\"timestamp\":").append(i).append(",\"value\":").append(i).append("}\n");
    }
    CommandLineRun run = load("--seal-size", "200k", file("a.ndjson", lines.toString()));

    assertThat(run.out()).contains("Imported 20000 events from 1 file into ");
    assertThat(events()).hasSize(20_000);
    try (Archive opened = Archive.open(new ArchiveUrl.File(archive()), StoreOptions.DEFAULT)) {
      assertThat(opened.catalog().segments(TimeRange.ALL)).hasSizeGreaterThan(1);
    }
  }

  @Test
  void mistakes_nameFileAndLineAndImportNothing() throws Exception {
    String good = file("good.ndjson", "{\"timestamp\":1}\n");
    String bad = file("bad.csv", "ts,value\n1,1\nx,2\n3,y\n");
    CommandLineRun run = load(good, bad);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(bad + ":3: /ts: Expected epoch milliseconds"),
            line -> assertThat(line).startsWith(bad + ":4: /value: Expected a number"),
            line -> assertThat(line).isEqualTo("tsdb: Nothing was imported: 2 events are wrong"));
    assertThat(archive())
        .satisfiesAnyOf(a -> assertThat(a).doesNotExist(), a -> assertThat(events()).isEmpty());
  }

  @Test
  void mistakes_areToldUpToABound() throws Exception {
    CommandLineRun run = load(file("bad.ndjson", "{}\n".repeat(1_000)));

    assertThat(run.err().lines()).hasSize(11);
    assertThat(run.err()).contains("at least 10 events are wrong");
  }

  @Test
  void files_thatCannotBeRead() throws Exception {
    assertThat(load(folder + "/none.csv").err())
        .isEqualTo("tsdb: Expected a file, found none at " + folder + "/none.csv\n");
    Files.createDirectory(folder.resolve("folder.csv"));
    assertThat(load(folder + "/folder.csv").code()).isEqualTo(1);
    Path notGzip = folder.resolve("x.csv.gz");
    Files.writeString(notGzip, "ts\n1\n");
    assertThat(load(notGzip.toString()).err())
        .contains("expected " + notGzip + " to be gzip")
        .doesNotContain("Exception");
    assertThat(load(file("empty.csv", "")).out()).contains("Imported 0 events");
  }

  @Test
  void archive_ofAServerIsRefused() throws Exception {
    CommandLineRun run =
        CommandLineRun.of("import", "--archive", "http://127.0.0.1:1", file("a.csv", "ts\n1\n"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Expected a file: or s3: URL", "http://127.0.0.1:1/api/events");
  }

  @Test
  void store_thatRefusesImportsNothing() throws Exception {
    Files.writeString(archive(), "a file where the folder should be");
    CommandLineRun run = load(file("a.csv", "ts\n1\n"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("tsdb: ").doesNotContain("\tat ");
  }

  @Test
  void store_thatFailsMidwayKeepsNothing() throws Exception {
    Files.createDirectories(archive().resolve("events"));
    Files.writeString(archive().resolve("events/2024"), "a file where a folder should be");
    CommandLineRun run =
        load(file("a.csv", "ts,place\n2023-01-08,a\n2023-01-08,b\n2024-01-01,c\n"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("tsdb: Nothing was imported: ").doesNotContain("\tat ");
    Files.delete(archive().resolve("events/2024"));
    assertThat(events()).isEmpty();
    try (Archive opened = Archive.open(new ArchiveUrl.File(archive()), StoreOptions.DEFAULT)) {
      assertThat(opened.catalog().labelKeys()).isEmpty();
    }
    assertThat(archive().resolve("events/2023/01/08"))
        .satisfiesAnyOf(
            folder -> assertThat(folder).doesNotExist(),
            folder -> assertThat(folder).isEmptyDirectory());
  }

  @Test
  void temporaryFiles_areDeleted() throws Exception {
    Path temp = Files.createDirectory(folder.resolve("temp"));
    load("--temp", temp.toString(), file("a.csv", "ts\n1\n"));
    load("--temp", temp.toString(), file("b.csv", "ts\nx\n"));

    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).isEmpty();
    }
  }
}
