package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.Checksums;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An archive of one segment, which tests change and check. */
abstract class CheckedArchive {

  static final int ROWS = 3000;

  @TempDir Path folder;
  FileStore store;
  SegmentDatabases databases;
  Path archive;

  /** The only segment. */
  Path file;

  String key;

  /** What the checks have found so far. */
  final List<String> found = new ArrayList<>();

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

  final CheckSummary check() throws IOException {
    return new ArchiveCheck(store, new ListingCatalog(store), databases, collecting()).run();
  }

  final ArchiveCheck.Listener collecting() {
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

  final void put(SegmentFile segment) throws IOException {
    store.create(segment.key(), Content.of(segment.path()));
    Files.delete(segment.path());
  }

  final void assertFound(String finding) throws IOException {
    CheckSummary summary = check();
    assertThat(found)
        .anyMatch(line -> line.contains(finding))
        .allMatch(line -> line.startsWith(key + ": expected ") && line.contains(", found "));
    assertThat(summary.findings()).isEqualTo(found.size());
  }

  final void overwrite(byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }

  final void edit(String... statements) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    Checksums.write(file, SegmentName.parse(key).headBytes());
  }
}
