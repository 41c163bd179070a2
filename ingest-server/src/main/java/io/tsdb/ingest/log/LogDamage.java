package io.tsdb.ingest.log;

import java.nio.file.Path;

/**
 * Bytes of a log file that are not what was written.
 *
 * @param file in which they were found
 * @param offset of the first such byte
 * @param length how many bytes until the next readable batch or the end
 * @param problem what is wrong with them
 * @param keptAt a copy of the file as it was found
 */
public record LogDamage(Path file, long offset, long length, String problem, Path keptAt) {

  @Override
  public String toString() {
    return "Log file "
        + file
        + " is damaged: "
        + problem
        + " at byte "
        + offset
        + "; "
        + length
        + " bytes were left out, all readable batches were kept; the file as it was found is "
        + keptAt;
  }
}
