package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes a file so that it appears whole, at once and for good, or not at all:
 *
 * <ol>
 *   <li>its bytes go to a temporary file of the same file system and are forced to disk
 *   <li>the name is given to that file in one step, which fails if it is taken
 *   <li>the folders are forced to disk, so that the name survives a loss of power
 * </ol>
 *
 * <p>Temporary files lie in {@value #TEMPORARY} below the archive's folder, which listings do not
 * show. One that a crash left behind is deleted by the first write a day later.
 */
final class FilePublisher {

  static final String TEMPORARY = ".tsdb-tmp";

  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /** Between threads, where {@link FileLock} holds only between processes. */
  private static final ReentrantLock RENAMING = new ReentrantLock();

  /** How a name is taken only if it is free. */
  enum Claim {
    /** A hard link, which POSIX and NTFS refuse where the name is taken; else as below. */
    LINK,
    /**
     * A look and a rename while holding a lock on a file, for file systems without hard links. It
     * holds among all programs that do it the same way.
     */
    LOCK
  }

  private final Path root;
  private final Path temporary;
  private final Claim claim;
  private final AtomicBoolean swept = new AtomicBoolean();

  FilePublisher(Path root, Claim claim) {
    this.root = root;
    this.temporary = root.resolve(TEMPORARY);
    this.claim = claim;
  }

  /**
   * Creates a file.
   *
   * @throws FileAlreadyExistsException if its name is taken
   */
  void create(Path file, Content content) throws IOException {
    createFolders(file.getParent());
    Path written = write(content);
    try {
      if (claim == Claim.LOCK || !link(file, written)) {
        renameLocked(file, written);
      }
    } finally {
      Files.deleteIfExists(written);
    }
    makeDurable(file);
  }

  /** Creates a file or replaces one. */
  void replace(Path file, Content content) throws IOException {
    createFolders(file.getParent());
    Path written = write(content);
    try {
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
    makeDurable(file);
  }

  /** Forces the names of a file and of all folders above it to disk, up to the archive's. */
  void makeDurable(Path file) throws IOException {
    if (WINDOWS) {
      return; // a folder cannot be opened there; NTFS keeps a journal of names
    }
    // all of them: a folder that is there already may have been made a moment ago by another
    for (Path folder = file.getParent(); folder.startsWith(root); folder = folder.getParent()) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
      if (folder.getParent() == null) {
        return;
      }
    }
  }

  private void createFolders(Path folder) throws IOException {
    boolean fresh = Files.notExists(root);
    Files.createDirectories(temporary);
    sweep();
    Files.createDirectories(folder);
    if (fresh && !WINDOWS && root.getParent() != null) {
      try (FileChannel channel = FileChannel.open(root.getParent(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private void sweep() throws IOException {
    if (!swept.compareAndSet(false, true)) {
      return;
    }
    long dayAgo = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "*.tmp")) {
      for (Path file : files) {
        // one that is gone meanwhile, for its writer has finished, has the time 0
        if (file.toFile().lastModified() < dayAgo) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path write(Content content) throws IOException {
    Path file = temporary.resolve(UUID.randomUUID() + ".tmp");
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        InputStream in = content.open()) {
      byte[] bytes = new byte[128 * 1024];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Whether the name was taken; false where the file system knows no hard links. */
  private static boolean link(Path file, Path written) throws IOException {
    try {
      Files.createLink(file, written);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return false;
    }
  }

  private void renameLocked(Path file, Path written) throws IOException {
    RENAMING.lock();
    try (FileChannel channel =
            FileChannel.open(
                temporary.resolve("lock"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      RENAMING.unlock();
    }
  }
}
