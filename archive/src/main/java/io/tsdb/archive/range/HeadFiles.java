package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Heads kept on a local disk, one file each, which any number of processes may share, and anybody
 * may delete at any time.
 *
 * <p>A file is named by the SHA-256 of what it is the head of: the store's location, the object's
 * key and ETag, and the length of the head. It holds that hash, so that it is not taken for another
 * by its name alone, and then the head's bytes, which are verified each time they are read. It is
 * written under a temporary name and renamed, so that nobody sees a part of it. Whatever the disk
 * refuses counts as a file that is not there: the head is in its store.
 *
 * <p>The oldest files are deleted once those of the folder are larger than the bound. Each process
 * looks for that when it begins to write, and then each time it has written a 16th of the bound.
 */
final class HeadFiles {

  private static final String SUFFIX = ".head";
  private static final String TEMPORARY = ".tmp";
  private static final int HASH_BYTES = 32;

  /** No process takes that long to write a head: what is older was left by one that ended. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path folder;
  private final long mostBytes;

  /** Bytes that may be written until the folder is looked at. */
  private final AtomicLong unseen = new AtomicLong();

  /**
   * @param folder made if it does not exist
   * @param mostBytes kept; once more a 16th of it by each process that writes
   */
  HeadFiles(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** Says whether bytes are those of a head. */
  @FunctionalInterface
  interface Verification {
    Head verify(Source source, byte[] bytes) throws CorruptSegmentException;
  }

  /** The head of an object, if it is here and whole. */
  Optional<Head> read(Source source, Verification verification) {
    byte[] hash = hash(source);
    try (InputStream file = Files.newInputStream(file(hash), LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = file.readNBytes(HASH_BYTES + source.headBytes() + 1);
      if (bytes.length != HASH_BYTES + source.headBytes()
          || !Arrays.equals(bytes, 0, HASH_BYTES, hash, 0, HASH_BYTES)) {
        return Optional.empty();
      }
      return Optional.of(
          verification.verify(source, Arrays.copyOfRange(bytes, HASH_BYTES, bytes.length)));
    } catch (IOException e) {
      // not there, or of no use: it is fetched from its store, and then replaced
      return Optional.empty();
    }
  }

  /** Keeps a head, in place of what may be there under its name. */
  void write(Source source, byte[] head) {
    byte[] hash = hash(source);
    if (HASH_BYTES + head.length > mostBytes) {
      return;
    }
    try {
      Files.createDirectories(folder);
      if (unseen.addAndGet(-HASH_BYTES - head.length) < 0) {
        unseen.set(mostBytes / 16);
        deleteOldest(mostBytes - HASH_BYTES - head.length);
      }
      Path temporary = Files.createTempFile(folder, "", TEMPORARY);
      try {
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          writeAll(out, hash);
          writeAll(out, head);
        }
        Files.move(
            temporary,
            file(hash),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // full, read-only, or cleaned up meanwhile: the query has its head, and goes on without this
      unseen.set(0);
    }
  }

  private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  private Path file(byte[] hash) {
    return folder.resolve(HexFormat.of().formatHex(hash) + SUFFIX);
  }

  private static byte[] hash(Source source) {
    try {
      ByteArrayOutputStream name = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(name)) {
        out.writeUTF(source.id().location());
        out.writeUTF(source.id().key());
        out.writeUTF(source.id().etag());
        out.writeInt(source.headBytes());
      }
      return MessageDigest.getInstance("SHA-256").digest(name.toByteArray());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256, and memory does not fail", e);
    }
  }

  /**
   * A file of this cache.
   *
   * @param size in bytes
   */
  private record Kept(Path path, long size, Instant modified) {}

  private void deleteOldest(long most) throws IOException {
    List<Kept> files = files();
    files.sort(Comparator.comparing(Kept::modified));
    long bytes = files.stream().mapToLong(Kept::size).sum();
    for (Kept file : files) {
      if (bytes <= most) {
        return;
      }
      Files.deleteIfExists(file.path());
      bytes -= file.size();
    }
  }

  /** All heads; what was left behind half written is deleted. Other files are none of ours. */
  private List<Kept> files() throws IOException {
    Instant recent = Instant.now().minus(LEFT_BEHIND);
    List<Kept> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        String name = path.getFileName().toString();
        boolean temporary = name.endsWith(TEMPORARY);
        if (!temporary && !name.endsWith(SUFFIX)) {
          continue;
        }
        Optional<BasicFileAttributes> attributes = attributes(path);
        if (attributes.isEmpty()) {
          continue;
        }
        Instant modified = attributes.get().lastModifiedTime().toInstant();
        if (temporary && modified.isBefore(recent)) {
          Files.deleteIfExists(path);
        } else {
          files.add(new Kept(path, attributes.get().size(), modified));
        }
      }
    }
    return files;
  }

  private static Optional<BasicFileAttributes> attributes(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
    } catch (IOException e) {
      // another process deleted it
      return Optional.empty();
    }
  }
}
