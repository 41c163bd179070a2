package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that SQLite may open, by number, one for each connection. The number is the file's name
 * for SQLite ({@code /17}), and stands in the {@code sqlite3_file} of an open one. What is not
 * registered here cannot be opened.
 */
final class OpenFiles {

  private final AtomicLong numbers = new AtomicLong();
  private final ConcurrentMap<Long, OpenFile> files = new ConcurrentHashMap<>();

  OpenFile add() {
    OpenFile file = new OpenFile(numbers.incrementAndGet());
    files.put(file.id(), file);
    return file;
  }

  void remove(OpenFile file) {
    files.remove(file.id());
  }

  /** How many there are. */
  int count() {
    return files.size();
  }

  /** How many there ever were: one for each connection. */
  long registered() {
    return numbers.get();
  }

  /** How many of them stand for a segment now; the others are those of idle connections. */
  int bound() {
    return (int) files.values().stream().filter(OpenFile::isBound).count();
  }

  /** The file of a {@code sqlite3_file}. */
  Optional<OpenFile> of(Pointer file) {
    return Optional.ofNullable(files.get(file.getLong(NativeLayout.FILE_ID)));
  }

  /** The file of a name such as {@code /17}. */
  Optional<OpenFile> named(String name) {
    if (!name.matches("/[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.ofNullable(files.get(Long.parseLong(name.substring(1))));
  }
}
