package io.tsdb.calcite.execute;

import io.tsdb.calcite.execute.GroupedRows.RowsToGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of groups that cannot be held, in temporary files by a hash of the groups' keys. */
final class SpilledGroups implements AutoCloseable {

  static final int FILES = 16;

  /** Rows of one file are split up this often: 16^6 times as many groups as can be held. */
  private static final int MOST_DEPTH = 6;

  private static final int BUFFER = 16 * 1024;

  private final Path folder;
  private final int depth;
  private final List<Optional<TemporaryRows>> files = new ArrayList<>();

  /**
   * @param depth how often the rows have been split up before
   */
  SpilledGroups(Path folder, int depth) {
    this.folder = folder;
    this.depth = depth;
    for (int i = 0; i < FILES; i++) {
      files.add(Optional.empty());
    }
  }

  /** Whether no more rows are to be split up: as good as all are of a few groups. */
  boolean areDeepest() {
    return depth == MOST_DEPTH;
  }

  /**
   * Adds a row.
   *
   * @param key of its group
   * @param number of the key, among several
   * @throws TemporaryFileException if it cannot be written
   */
  void add(Object key, int number, Object row) {
    int file = file(key);
    if (files.get(file).isEmpty()) {
      files.set(file, Optional.of(TemporaryRows.create(folder, BUFFER)));
    }
    files.get(file).orElseThrow().add(new Object[] {number, row});
  }

  /** Keys that were in one file before are in different ones now (the mixing is MurmurHash3's). */
  private int file(Object key) {
    int hash = key == null ? 0 : key.hashCode();
    hash ^= (depth + 1) * 0x9E3779B9;
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
    return (hash ^ hash >>> 16) & (FILES - 1);
  }

  /** The rows, file by file, to be closed by whoever asks. */
  List<Part> finish() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Optional<TemporaryRows> file = files.get(i);
      if (file.isPresent()) {
        var unused = file.get().finish();
        parts.add(new Part(file.get(), depth + 1));
      }
    }
    files.clear();
    return parts;
  }

  @Override
  public void close() {
    files.forEach(file -> file.ifPresent(TemporaryRows::close));
    files.clear();
  }

  /** The rows of one file. */
  static final class Part implements RowsToGroup, AutoCloseable {

    private final TemporaryRows file;
    private final int depth;
    private Object[] current = {};

    private Part(TemporaryRows file, int depth) {
      this.file = file;
      this.depth = depth;
    }

    int depth() {
      return depth;
    }

    @Override
    public boolean moveNext() {
      Optional<Object[]> next = file.next();
      next.ifPresent(row -> current = row);
      return next.isPresent();
    }

    @Override
    public Object row() {
      return current[1];
    }

    @Override
    public int firstKey() {
      return (Integer) current[0];
    }

    @Override
    public int lastKey(int keys) {
      return (Integer) current[0] + 1;
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
