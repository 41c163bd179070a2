package io.tsdb.ingest.log;

import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder in which one writer keeps its log and its working files, for one process at a time.
 * Its file {@code writer} keeps the writer's name, and the random number that salts the checksums
 * of the log.
 *
 * <pre>
 * lock      held by the process
 * writer    name and salt
 * log/      1.log, 2.log, ...: one file per seal
 * live/     live segments, made anew at each start; live.tmp/ while they are written
 * seal/     segments on their way to the archive, made anew at each start
 * </pre>
 */
public final class DataFolder implements AutoCloseable {

  /** How the names of files end that are not yet what they are to be. */
  static final String UNFINISHED = ".tmp";

  private static final Pattern IDENTITY = Pattern.compile("writer=(.+)\nsalt=([0-9a-f]{16})\n");
  private static final int IDENTITY_LIMIT = 256;

  /**
   * Folders that this process holds. Closing any channel of a file gives up the process's POSIX
   * locks on it, so a second attempt within the process must not even open the file.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path folder;
  private final FileChannel lockChannel;
  private final LogDisk disk;
  private String writer = "";
  private long salt;
  private boolean newlyNamed;

  private DataFolder(Path folder, FileChannel lockChannel, LogDisk disk) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.disk = disk;
  }

  /**
   * Opens a data folder; creates what is missing.
   *
   * @param writer the name that it must have; empty for the one that it has, or a random one
   * @throws LogException if another process or instance holds it, or it is another writer's
   */
  public static DataFolder open(Path path, Optional<String> writer, LogDisk disk)
      throws IOException {
    create(path, disk);
    Path folder = path.toRealPath();
    synchronized (HELD) {
      if (!HELD.add(folder)) {
        throw held(folder);
      }
    }
    DataFolder data = null;
    try {
      data = new DataFolder(folder, lock(folder), disk);
      data.identify(writer);
      Files.createDirectories(data.log());
      Files.createDirectories(data.live());
      Files.createDirectories(data.seal());
      disk.syncFolder(folder);
      return data;
    } catch (IOException | RuntimeException e) {
      if (data == null) {
        release(folder);
      } else {
        data.close();
      }
      throw e;
    }
  }

  /** Creates a folder and those above it, durably. */
  private static void create(Path path, LogDisk disk) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path folder = path.toAbsolutePath();
        folder != null && !Files.exists(folder);
        folder = folder.getParent()) {
      missing.push(folder);
    }
    Files.createDirectories(path);
    for (Path folder : missing) {
      disk.syncFolder(folder.getParent());
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(folder);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static LogException held(Path folder) {
    return new LogException(
        "Expected data folder "
            + folder
            + " to be free, found it in use by another server; stop that one, or give this one a"
            + " folder and a writer of its own");
  }

  private void identify(Optional<String> wanted) throws IOException {
    Path file = folder.resolve("writer");
    if (!Files.exists(file)) {
      newlyNamed = wanted.isEmpty();
      writer = wanted.orElseGet(DataFolder::randomName);
      salt = new SecureRandom().nextLong();
      write(file, String.format(Locale.ROOT, "writer=%s\nsalt=%016x\n", writer, salt));
      return;
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(IDENTITY_LIMIT);
    }
    Matcher matcher = IDENTITY.matcher(new String(bytes, StandardCharsets.UTF_8));
    if (!matcher.matches() || !SegmentName.WRITER.matcher(matcher.group(1)).matches()) {
      throw new LogException(
          "Expected a writer's name and a salt in "
              + file
              + ", found something else; restore the file, without it the log cannot be proven");
    }
    writer = matcher.group(1);
    salt = Long.parseUnsignedLong(matcher.group(2), 16);
    if (wanted.isPresent() && !wanted.get().equals(writer)) {
      throw new LogException(
          "Expected data folder "
              + folder
              + " to belong to writer "
              + wanted.get()
              + ", found that it belongs to writer "
              + writer
              + "; give that name, or another folder");
    }
  }

  /** 16 letters and digits: 80 random bits. */
  private static String randomName() {
    BigInteger number = new BigInteger(80, new SecureRandom());
    String digits = number.toString(32);
    return "0".repeat(16 - digits.length()) + digits;
  }

  private void write(Path file, String content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    try (LogDisk.OpenFile out = disk.open(unfinished, 0)) {
      out.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
      out.force();
    }
    disk.move(unfinished, file);
    disk.syncFolder(folder);
  }

  /** The writer's name. */
  public String writer() {
    return writer;
  }

  /** Whether it cannot have written before: its random name was made just now. */
  public boolean newlyNamed() {
    return newlyNamed;
  }

  /** Whether there is any file of a log, finished or kept aside: they keep the numbers. */
  public boolean hasLog() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(log(), "*.{log,log.damaged*}")) {
      return files.iterator().hasNext();
    }
  }

  /** Salts the checksums of the log. */
  long salt() {
    return salt;
  }

  public Path path() {
    return folder;
  }

  Path log() {
    return folder.resolve("log");
  }

  Path logFile(long seal) {
    return log().resolve(seal + ".log");
  }

  Path unfinishedLogFile(long seal) {
    return log().resolve(seal + ".log" + UNFINISHED);
  }

  /** For live segments. */
  public Path live() {
    return folder.resolve("live");
  }

  /** For segments on their way to the archive. */
  public Path seal() {
    return folder.resolve("seal");
  }

  /** Lets another process have the folder. */
  @Override
  public synchronized void close() {
    if (!lockChannel.isOpen()) {
      return;
    }
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not give up the lock of " + folder, e);
    } finally {
      release(folder);
    }
  }

  private static void release(Path folder) {
    synchronized (HELD) {
      HELD.remove(folder);
    }
  }
}
