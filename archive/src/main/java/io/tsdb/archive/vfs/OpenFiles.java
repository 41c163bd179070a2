package io.tsdb.archive.vfs;

import com.sun.jna.Pointer;
import io.tsdb.archive.range.RangeReader;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that SQLite may open, by number. The number is the file's name for SQLite ({@code
 * /17}), and stands in the {@code sqlite3_file} of an open one. What is not registered here cannot
 * be opened.
 */
final class OpenFiles {

  private final AtomicLong numbers = new AtomicLong();
  private final ConcurrentMap<Long, OpenFile> files = new ConcurrentHashMap<>();

  OpenFile add(RangeReader reader) {
    OpenFile file = new OpenFile(numbers.incrementAndGet(), reader);
    files.put(file.id(), file);
    return file;
  }

  void remove(OpenFile file) {
    files.remove(file.id());
  }

  int count() {
    return files.size();
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
