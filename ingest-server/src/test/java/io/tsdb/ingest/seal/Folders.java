package io.tsdb.ingest.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of folders, for tests. */
final class Folders {

  private Folders() {}

  /** What a crash now would leave of a data folder: its writer and its log. */
  static Path crashImage(Path data, Path copy) throws IOException {
    Files.createDirectories(copy.resolve("log"));
    Files.copy(data.resolve("writer"), copy.resolve("writer"));
    List<Path> logs;
    try (Stream<Path> files = Files.list(data.resolve("log"))) {
      logs = files.sorted().toList();
    }
    for (Path log : logs) {
      try {
        Files.copy(log, copy.resolve("log").resolve(log.getFileName()));
      } catch (NoSuchFileException e) {
        throw new UncheckedIOException("The log changes: wait until it does not", e);
      }
    }
    return copy;
  }
}
