package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk and other programs may do to a file has its outcome, and leaves no file open. */
class FileFaultsTest {

  private static final UnixOperatingSystemMXBean PROCESS =
      (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @TempDir Path folder;
  private FileStore store;
  private StoredObject object;
  private Path file;
  private volatile long peak;

  @BeforeEach
  void create() throws IOException {
    store = new FileStore(folder);
    object = store.create("events/a.sqlite", Content.of(bytes("0123456789")));
    file = folder.resolve(object.key());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void assertReadFails(Reason reason, StoredObject read) {
    assertFails(reason, () -> store.read(read, 0, (int) read.size()))
        .hasMessageContaining(store.location() + ": reading " + read.key());
  }

  private static StoredObject listed(String key, long size, Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new StoredObject(key, size, FileStore.etag(attributes));
  }

  @Test
  void replacedFile_isChanged() throws IOException {
    Path other = Files.write(folder.resolve("other"), bytes("9876543210"));
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertReadFails(Reason.CHANGED, object);
  }

  @Test
  void fileCutOffAfterItWasListed_isChanged() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(5);
    }

    assertReadFails(Reason.CHANGED, object);
  }

  @Test
  void fileCutOffWhileItIsRead_isAWrongAnswer() throws IOException {
    // as it looks from after the comparison on: it has its ETag, and fewer bytes than listed
    StoredObject longer = listed(object.key(), 20, file);

    assertReadFails(Reason.PROTOCOL, longer);
  }

  @Test
  void deletedFile_isNotFound() throws IOException {
    Files.delete(file);

    assertReadFails(Reason.NOT_FOUND, object);
  }

  @Test
  void fileWithoutPermission_isDenied() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");

    assertReadFails(Reason.DENIED, object);
  }

  @Test
  void diskThatFails_isUnavailable() throws IOException {
    Path memory = Path.of("/proc/self/mem");
    assumeTrue(Files.exists(memory), "no file here whose reading fails");
    try (FileStore failing = new FileStore(memory.getParent().toRealPath())) {
      StoredObject unreadable = listed("mem", 10, memory);
      assertFails(Reason.UNAVAILABLE, () -> failing.read(unreadable, 0, 10))
          .hasMessageContaining(failing.location() + ": reading mem failed: Input/output error")
          .hasMessageContaining("Check the disk");
    }
  }

  @Test
  void noFileIsLeftOpen_byReadsThatFail_orSucceed() throws IOException {
    StoredObject longer = listed(object.key(), 20, file);
    long before = PROCESS.getOpenFileDescriptorCount();
    for (int i = 0; i < 200; i++) {
      assertThat(store.read(object, 0, 10)).isEqualTo(ByteBuffer.wrap(bytes("0123456789")));
      assertReadFails(Reason.PROTOCOL, longer);
    }
    assertThat(PROCESS.getOpenFileDescriptorCount()).isLessThan(before + 100);
  }

  @Test
  void longRead_takesLittleMemoryOutsideTheHeap() throws Exception {
    int size = 32 << 20;
    StoredObject large = store.create("events/b.sqlite", Content.of(new byte[size]));
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long before = direct.getMemoryUsed();
    Thread reader =
        new Thread(
            () -> {
              try {
                store.read(large, 0, size);
                peak = direct.getMemoryUsed(); // what this thread keeps while it lives
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    reader.start();
    reader.join();
    assertThat(peak).isBetween(1L, before + (8 << 20));
  }
}
