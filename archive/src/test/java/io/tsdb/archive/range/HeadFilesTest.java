package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Heads on disk. Each {@link RangeReaders} here stands for a process: it has a memory of its own.
 */
@Timeout(60)
class HeadFilesTest {

  private static final int HEAD = 64 * 1024;
  private static final int SIZE = 700_000;

  @TempDir Path folder;
  private Path cache;
  private WatchedStore store;
  private RangeReaders.Wanted object;
  private byte[] bytes;

  @BeforeEach
  void writeObject() throws Exception {
    cache = folder.resolve("cache/heads");
    store = new WatchedStore(new FileStore(folder.resolve("archive")));
    bytes = TestObjects.bytes(HEAD, SIZE);
    object = TestObjects.create(store, "events/some", bytes, HEAD);
  }

  @Test
  void aHead_isFetchedOnce_forAllProcesses() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (RangeReaders readers = readers(cache)) {
        open(readers);
        assertThat(readers.statistics().counts().headHits()).isEqualTo(i == 0 ? 0 : 1);
      }
    }
    assertThat(store.reads()).hasSize(1);
    assertThat(files()).hasSize(1).allMatch(file -> file.toString().endsWith(".head"));
  }

  @Test
  void aHeadOnDisk_isAHit_alsoWhileItIsReadAhead() throws Exception {
    try (RangeReaders readers = readers(cache)) {
      open(readers);
    }
    try (RangeReaders readers = readers(cache)) {
      QueryReads query = readers.newQuery();
      readers.prefetch(List.of(object), query);
      readers.open(object, query).close();
      assertThat(readers.statistics().counts().headHits()).isEqualTo(1);
      assertThat(readers.statistics().counts().headMisses()).isZero();
    }
    assertThat(store.reads()).hasSize(1);
  }

  @Test
  void nothingIsWritten_whereNoFolderIsGiven() throws Exception {
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      open(readers);
    }
    assertThat(cache).doesNotExist();
  }

  @Test
  void aFile_thatIsDamagedTruncatedOrForeign_isReplaced() throws Exception {
    try (RangeReaders readers = readers(cache)) {
      open(readers);
    }
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    byte[] flipped = good.clone();
    flipped[good.length - 1000] ^= 1;
    // the sound head of another object of the same length
    byte[] foreign = otherFile(good.length);
    List<byte[]> bad =
        List.of(
            new byte[0],
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length + 1),
            "garbage".getBytes(StandardCharsets.US_ASCII),
            flipped,
            foreign);
    for (byte[] content : bad) {
      Files.write(file, content);
      store.reset();
      try (RangeReaders readers = readers(cache)) {
        open(readers);
      }
      assertThat(store.reads()).hasSize(1);
      assertThat(file).hasBinaryContent(good);
    }
  }

  private byte[] otherFile(int length) throws IOException {
    Path other = folder.resolve("other");
    byte[] bytesOfOther = TestObjects.bytes(HEAD, SIZE + 1);
    RangeReaders.Wanted wanted = TestObjects.create(store, "events/other", bytesOfOther, HEAD);
    try (RangeReaders readers = readers(other)) {
      readers.open(wanted, readers.newQuery()).close();
    }
    byte[] content = Files.readAllBytes(filesOf(other).get(0));
    assertThat(content).hasSize(length);
    return content;
  }

  @Test
  void theFolder_mayBeDeletedAtAnyTime() throws Exception {
    try (RangeReaders readers = readers(cache)) {
      open(readers);
      Files.delete(files().get(0));
      Files.delete(cache);
      RangeReaders.Wanted next =
          TestObjects.create(store, "events/next", TestObjects.bytes(HEAD, SIZE + 1), HEAD);
      readers.open(next, readers.newQuery()).close();
      assertThat(files()).hasSize(1);
    }
    try (RangeReaders readers = readers(cache)) {
      open(readers);
    }
    assertThat(files()).hasSize(2);
  }

  @Test
  void aFolder_thatCannotBeUsed_failsNoQuery() throws Exception {
    // a file where the folder should be: neither root nor anybody else can write into that
    Path file = Files.createFile(folder.resolve("file"));
    for (Path useless : List.of(file, file.resolve("below"), Path.of("/dev/full"))) {
      try (RangeReaders readers = readers(useless)) {
        open(readers);
        assertThat(readers.statistics().counts().headMisses()).isEqualTo(1);
      }
    }
  }

  @Test
  void aFolderInTheWayOfTheFile_failsNoQuery() throws Exception {
    try (RangeReaders readers = readers(cache)) {
      open(readers);
    }
    Path file = files().get(0);
    Files.delete(file);
    Files.createDirectories(file.resolve("not empty"));
    try (RangeReaders readers = readers(cache)) {
      open(readers);
    }
    // nor is anything half written left
    assertThat(files()).containsExactly(file);
  }

  @Test
  void theOldestFiles_areDeleted_onceTheBoundIsReached() throws Exception {
    int bound = 1 << 20;
    Files.createDirectories(cache);
    Path old = Files.createFile(cache.resolve("left.tmp"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path strange = Files.writeString(cache.resolve("README"), "not of this cache");
    try (RangeReaders readers = readers(cache)) {
      open(readers);
      Path first = files().stream().filter(HeadFilesTest::isHead).findFirst().orElseThrow();
      Files.setLastModifiedTime(first, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      for (int i = 0; i < 40; i++) {
        byte[] more = TestObjects.bytes(HEAD, SIZE + 1 + i);
        RangeReaders.Wanted next = TestObjects.create(store, "events/" + i, more, HEAD);
        readers.open(next, readers.newQuery()).close();
        assertThat(heads()).isLessThanOrEqualTo(bound + bound / 16);
      }
      assertThat(first).doesNotExist();
    }
    assertThat(heads()).isGreaterThan(bound - 2 * HEAD - 100);
    assertThat(old).doesNotExist();
    assertThat(strange).exists();
  }

  @Test
  void manyAtOnce_readWriteAndDelete_andAllSeeTheRightBytes() throws Exception {
    List<RangeReaders.Wanted> objects = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] each = TestObjects.bytes(HEAD, SIZE + i);
      objects.add(TestObjects.create(store, "events/" + i, each, HEAD));
    }
    List<CompletableFuture<byte[]>> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          TestObjects.async(
              () -> {
                for (RangeReaders.Wanted each : objects) {
                  try (RangeReaders readers = readers(cache);
                      RangeReader reader = readers.open(each, readers.newQuery())) {
                    int size = (int) each.object().size();
                    if (!Arrays.equals(
                        read(reader, 0, HEAD),
                        Arrays.copyOf(TestObjects.bytes(HEAD, size), HEAD))) {
                      throw new IOException("wrong bytes of " + each.object().key());
                    }
                  }
                  for (Path file : filesOf(cache)) {
                    if (file.hashCode() % 5 == 0) {
                      Files.deleteIfExists(file);
                    }
                  }
                }
                return new byte[0];
              }));
    }
    for (CompletableFuture<byte[]> process : processes) {
      process.get();
    }
  }

  private static RangeReaders readers(Path cacheDir) {
    HeadOptions heads = new HeadOptions(1 << 20, 4, 4, Optional.of(cacheDir), 1 << 20);
    return new RangeReaders(ReadOptions.defaults().withHeads(heads), FORMAT);
  }

  private void open(RangeReaders readers) throws IOException {
    try (RangeReader reader = readers.open(object, readers.newQuery())) {
      assertThat(read(reader, 0, HEAD)).isEqualTo(Arrays.copyOf(bytes, HEAD));
    }
  }

  private List<Path> files() throws IOException {
    return filesOf(cache);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static boolean isHead(Path file) {
    return file.toString().endsWith(".head");
  }

  private long heads() throws IOException {
    long bytesOnDisk = 0;
    for (Path file : files()) {
      bytesOnDisk += isHead(file) ? Files.size(file) : 0;
    }
    return bytesOnDisk;
  }
}
