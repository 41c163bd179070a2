package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileStoreTest extends ObjectStoreContract {

  @Override
  ObjectStore open() throws Exception {
    return ObjectStores.open(new ArchiveUrl.File(root()), StoreOptions.DEFAULT);
  }

  Path root() {
    return folder.resolve("not yet there").resolve("archive");
  }

  /** Straight to the disk: a durable file takes its time. */
  @Override
  void createMany(List<String> keys) throws IOException {
    for (String key : keys) {
      Files.createDirectories(root().resolve(key).getParent());
      Files.createFile(root().resolve(key));
    }
  }

  @Test
  void missingFolder_isAnEmptyArchive_untilTheFirstWrite() throws IOException {
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
    assertFails(Reason.NOT_FOUND, () -> store.readAll("catalog/a.json", 10));
    store.delete("a.sqlite");
    assertThat(root()).doesNotExist();

    create("a.sqlite", "1");

    assertThat(root().resolve("a.sqlite")).hasContent("1");
  }

  @Test
  void writing_leavesNoTemporaryFiles() throws IOException {
    create("events/a.sqlite", "1");
    create("events/a.sqlite", "1");
    assertFails(Reason.EXISTS, () -> create("events/a.sqlite", "2"));
    store.replace("catalog/a.json", Content.of(bytes("3")));

    try (Stream<Path> files = Files.list(root().resolve(FilePublisher.TEMPORARY))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".tmp")))
          .isEmpty();
    }
  }

  @Test
  void writing_ofContentThatCannotBeRead_leavesNothing() throws IOException {
    assertFails(
            Reason.NOT_FOUND,
            () -> store.create("a.sqlite", Content.of(folder.resolve("missing content"))))
        .hasMessageContaining("creating a.sqlite failed");

    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
    try (Stream<Path> files = Files.list(root().resolve(FilePublisher.TEMPORARY))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void temporaryFiles_areNoObjects() throws IOException {
    create("a.sqlite", "1");
    Files.writeString(root().resolve(FilePublisher.TEMPORARY).resolve("left-by-a-crash.tmp"), "x");

    assertThat(keys(store.list("", "", ListDepth.TREE))).containsExactly("a.sqlite");
    assertThatThrownBy(() -> store.readAll(FilePublisher.TEMPORARY + "/left-by-a-crash.tmp", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outside of .tsdb-tmp");
  }

  @Test
  void temporaryFilesOfYesterday_goWithTheFirstWrite() throws Exception {
    Path temporary = Files.createDirectories(root().resolve(FilePublisher.TEMPORARY));
    Path old = Files.createFile(temporary.resolve("old.tmp"));
    Path fresh = Files.createFile(temporary.resolve("fresh.tmp"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

    create("a.sqlite", "1");

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void symbolicLinks_areNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    create("events/a.sqlite", "1");
    Files.createSymbolicLink(root().resolve("events/link.sqlite"), secret);
    Files.createSymbolicLink(root().resolve("events/up"), folder);

    assertThat(keys(store.list("", "", ListDepth.TREE))).containsExactly("events/a.sqlite");
    assertThat(store.list("events/up/", "", ListDepth.TREE).objects()).isEmpty();
    for (String key : List.of("events/link.sqlite", "events/up/secret")) {
      assertFails(Reason.DENIED, () -> store.readAll(key, 100))
          .hasMessageContaining("found a symbolic link");
      assertFails(Reason.DENIED, () -> store.read(new StoredObject(key, 6, "x"), 0, 6));
      assertFails(Reason.DENIED, () -> create(key, "2"));
      assertFails(Reason.DENIED, () -> store.replace(key, Content.of(bytes("2"))));
      assertFails(Reason.DENIED, () -> store.delete(key));
    }
    assertThat(secret).hasContent("secret");
  }

  @Test
  void folderThatIsALink_isTheArchive() throws Exception {
    create("a.sqlite", "1");
    Path link = Files.createSymbolicLink(folder.resolve("link"), root());

    try (ObjectStore linked = ObjectStores.open(new ArchiveUrl.File(link), StoreOptions.DEFAULT)) {
      assertThat(keys(linked.list("", "", ListDepth.TREE))).containsExactly("a.sqlite");
      linked.create("b.sqlite", Content.of(bytes("2")));
    }
    assertThat(root().resolve("b.sqlite")).hasContent("2");
  }

  @Test
  void folderThatIsAFile_isRefused() throws IOException {
    Files.createDirectories(root().getParent());
    Files.writeString(root(), "a file");

    assertFails(Reason.CONFIGURATION, () -> store.list("", "", ListDepth.TREE))
        .hasMessageContaining("expected a folder, found a file");
    assertFails(Reason.CONFIGURATION, () -> create("a.sqlite", "1"));
  }

  @Test
  void fileChangedInPlace_isNotReadAsTheOldOne() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");
    Path file = root().resolve("a.sqlite");
    Files.writeString(file, "9876543210");
    Files.setLastModifiedTime(
        file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1));

    assertFails(Reason.CHANGED, () -> store.read(object, 0, 10));
  }

  @Test
  void fileCutOff_isNotReadAsTheWholeOne() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");
    Path file = root().resolve("a.sqlite");
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "01234");
    Files.setLastModifiedTime(file, time);

    assertFails(Reason.CHANGED, () -> store.read(object, 0, 10));
  }

  @Test
  void objectWhereAFolderStands_isRefused() throws IOException {
    create("a/b", "1");

    assertFails(Reason.EXISTS, () -> create("a", "2"));
    assertFails(Reason.NOT_FOUND, () -> store.readAll("a", 10));
    store.delete("a");
    assertThat(store.readAll("a/b", 10)).isEqualTo(bytes("1"));
  }

  @Test
  void list_placesCodePointsBeyond16Bits_last() throws IOException {
    // U+10000 is above U+FFFD, though its first UTF-16 unit is below; S3Proxy errs here
    assertIsTheOrder("z", "\uD7FF", "\uFFFD", "\uFFFD\uD800\uDC00", "\uD800\uDC00");
  }

  @Test
  void location_isItsUrl() throws IOException {
    assertThat(store.location()).startsWith("file:///").endsWith("/not%20yet%20there/archive");
    assertThat(ArchiveUrl.parse(store.location())).isEqualTo(new ArchiveUrl.File(root()));
  }
}
