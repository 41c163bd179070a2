package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects as files of a folder; a key is the file's path below it. A folder that does not exist is
 * an empty archive, and the first write creates it.
 *
 * <p>An ETag is made of a file's time of change, size and file number (inode), so it costs nothing
 * and tells a file from any that replaced it. It does not notice bytes changed in place by somebody
 * who sets the time back, which no tool does by accident.
 *
 * <p>Symbolic links below the folder are not followed, neither in listings nor in keys, so that no
 * key leads out of it. The folder itself may be a link. How files come to be: {@link
 * FilePublisher}.
 *
 * <p>A file is opened for each read, which is some 3 of the 15 us that a short read takes: no
 * number of open files has to be kept within bounds, and none keeps a deleted file's room.
 */
public final class FileStore implements ObjectStore {

  private static final int KEYS_PER_PAGE = 1000;

  /**
   * Java reads a file by way of memory outside the heap, which each thread keeps: as much as its
   * largest read at once. Pieces cost no more time.
   */
  private static final int PIECE_BYTES = 256 * 1024;

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Pattern INODE = Pattern.compile("ino=(\\d+)");

  private final Path root;
  private final FilePublisher publisher;

  public FileStore(Path root) {
    this(root, FilePublisher.Claim.LINK);
  }

  FileStore(Path root, FilePublisher.Claim claim) {
    this.root = root.toAbsolutePath().normalize();
    this.publisher = new FilePublisher(this.root, claim);
  }

  @Override
  public String location() {
    return new ArchiveUrl.File(root).toString();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    String what = doing("listing", folder.isEmpty() ? "its keys" : folder);
    Keys.requireFolder(folder);
    try {
      return new FileListing(root, KEYS_PER_PAGE).page(folder, startAfter, depth);
    } catch (IOException e) {
      throw explain(what, e);
    }
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    String what = doing("reading", object.key());
    RangeAnswer.require(what, object, offset, length);
    try (FileChannel file = open(object.key())) {
      // compared after opening: the path cannot have led elsewhere before and back here since
      if (!etag(attributes(path(object.key()))).equals(object.etag())) {
        throw RangeAnswer.changed(what);
      }
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.position() < length) {
        buffer.limit(Math.min(length, buffer.position() + PIECE_BYTES));
        int from = buffer.position();
        if (file.read(buffer, offset + from) < 0) {
          throw RangeAnswer.outside(what, object, offset, length);
        }
        listener.arrived(buffer.array(), from, buffer.position());
      }
      return buffer.flip();
    } catch (IOException e) {
      throw explain(what, e);
    }
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    String what = doing("reading", key);
    try (FileChannel file = open(key)) {
      long size = file.size();
      if (size > limit) {
        throw new StoreException(
            Reason.PROTOCOL,
            what
                + " failed: expected at most "
                + limit
                + " bytes, found "
                + size
                + ". Make it smaller, or find out what wrote it.");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && file.read(buffer) >= 0) {
        // reads on until the file's end
      }
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw explain(what, e);
    }
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    String what = doing("creating", key);
    Path file = path(key);
    try {
      requireNoLinks(file);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        try {
          publisher.create(file, content);
          return stored(key, file);
        } catch (FileAlreadyExistsException e) {
          // another thread or process was faster; its bytes decide
          return existing(what, key, file, content, e);
        }
      }
      return existing(what, key, file, content, new FileAlreadyExistsException(file.toString()));
    } catch (IOException e) {
      throw explain(what, e);
    }
  }

  private StoredObject existing(
      String what, String key, Path file, Content content, FileAlreadyExistsException cause)
      throws IOException {
    requireNoLinks(file);
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && sameBytes(file, content)) {
      publisher.makeDurable(file);
      return stored(key, file);
    }
    throw new StoreException(
        Reason.EXISTS,
        what
            + " failed: a file with other content already has this key. Give each server a writer's"
            + " name of its own, and find out what wrote it.",
        cause);
  }

  private static boolean sameBytes(Path file, Content content) throws IOException {
    if (Files.size(file) != content.size()) {
      return false;
    }
    try (InputStream theirs = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        InputStream ours = content.open()) {
      while (true) {
        byte[] part = ours.readNBytes(64 * 1024);
        if (!ByteBuffer.wrap(part).equals(ByteBuffer.wrap(theirs.readNBytes(64 * 1024)))) {
          return false;
        }
        if (part.length == 0) {
          return true;
        }
      }
    }
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    try {
      Path file = path(key);
      requireNoLinks(file);
      publisher.replace(file, content);
    } catch (IOException e) {
      throw explain(doing("replacing", key), e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      Path file = path(key);
      requireNoLinks(file);
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw explain(doing("deleting", key), e);
    }
  }

  private FileChannel open(String key) throws IOException {
    Path file = path(key);
    requireNoLinks(file);
    if (!attributes(file).isRegularFile()) {
      throw new NoSuchFileException(file.toString());
    }
    return FileChannel.open(file, READ);
  }

  private Path path(String key) throws StoreException {
    Keys.require(key);
    if (key.startsWith(FilePublisher.TEMPORARY + "/")) {
      throw new IllegalArgumentException(
          "Expected a key outside of " + FilePublisher.TEMPORARY + ", found " + key);
    }
    try {
      Path file = root.resolve(key.replace("/", root.getFileSystem().getSeparator()));
      if (!file.normalize().equals(file) || !file.startsWith(root)) {
        throw new IllegalArgumentException("Expected a key that stays in its folder, found " + key);
      }
      return file;
    } catch (InvalidPathException e) {
      throw new StoreException(
          Reason.CONFIGURATION,
          location()
              + ": the key "
              + key
              + " cannot be a file's name on this machine: "
              + e.getReason()
              + ". For characters beyond ASCII start Java with LC_ALL=C.UTF-8.",
          e);
    }
  }

  private void requireNoLinks(Path file) throws StoreException {
    for (Path part = file; !part.equals(root); part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw new StoreException(
            Reason.DENIED,
            location()
                + ": expected a folder or file at "
                + root.relativize(part)
                + ", found a symbolic link. Links are not followed; move the files here instead.");
      }
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static StoredObject stored(String key, Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    return new StoredObject(key, attributes.size(), etag(attributes));
  }

  /** Time of change in ns, size in bytes and file number, in hex. */
  static String etag(BasicFileAttributes attributes) {
    // the device's number is left out of the file key: it may change when a machine starts anew
    Matcher inode = INODE.matcher(String.valueOf(attributes.fileKey()));
    return Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
        + "-"
        + Long.toHexString(attributes.size())
        + (inode.find() ? "-" + Long.toHexString(Long.parseLong(inode.group(1))) : "");
  }

  private IOException explain(String what, IOException e) {
    if (e instanceof StoreException || e instanceof InterruptedIOException) {
      return e;
    }
    if (e instanceof ClosedByInterruptException) {
      return (IOException) new InterruptedIOException(what + " was interrupted").initCause(e);
    }
    if (e instanceof NoSuchFileException) {
      return new StoreException(
          Reason.NOT_FOUND, what + " failed: there is no such file. Was it deleted?", e);
    }
    if (e instanceof AccessDeniedException denied) {
      return new StoreException(
          Reason.DENIED,
          what
              + " was refused: no permission for "
              + denied.getFile()
              + ". Let the user that runs this read, and for a server write, the archive's folder.",
          e);
    }
    if (Files.exists(root) && !Files.isDirectory(root)) {
      return new StoreException(
          Reason.CONFIGURATION,
          what + " failed: expected a folder, found a file. Give the URL of the archive's folder.",
          e);
    }
    return new StoreException(
        Reason.UNAVAILABLE,
        what + " failed: " + e.getMessage() + ". Check the disk and the folder's file system.",
        e);
  }

  private String doing(String verb, String name) {
    return location() + ": " + verb + " " + name;
  }

  /** Nothing is held open. */
  @Override
  public void close() {}
}
