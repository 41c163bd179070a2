package io.tsdb.calcite.reference;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The forms of files of reference data, told apart by the ends of their names. */
public enum ReferenceFormat {
  CSV,
  JSON,
  SQLITE;

  /** Most bytes of a file. */
  public static final int MOST_BYTES = 16 * 1024 * 1024;

  /**
   * Does nothing if a file may be read.
   *
   * @param file as messages name it
   * @throws ReferenceException if it is larger than {@link #MOST_BYTES}
   */
  public static void checkSize(String file, long bytes) {
    if (bytes > MOST_BYTES) {
      throw new ReferenceException(
          file
              + ": expected reference data of at most "
              + MOST_BYTES
              + " bytes, found "
              + bytes
              + ". Import it as events, or make several files of it");
    }
  }

  /** The form of a file; empty if it is no reference data. */
  public static Optional<ReferenceFormat> of(String file) {
    int dot = file.lastIndexOf('.');
    if (dot <= 0) {
      return Optional.empty();
    }
    return switch (file.substring(dot + 1).toLowerCase(Locale.ROOT)) {
      case "csv" -> Optional.of(CSV);
      case "json", "ndjson" -> Optional.of(JSON);
      case "sqlite", "sqlite3", "db" -> Optional.of(SQLITE);
      default -> Optional.empty();
    };
  }

  /**
   * Reads a file of this form.
   *
   * @param file as messages name it
   * @return its tables by their names; the only table of CSV and JSON has none
   * @throws ReferenceException if the file is not of this form
   */
  public Map<String, ReferenceData> read(String file, byte[] bytes) {
    return switch (this) {
      case CSV -> Map.of("", CsvFile.read(file, bytes));
      case JSON -> Map.of("", JsonFile.read(file, bytes));
      case SQLITE -> SqliteFile.read(file, bytes);
    };
  }
}
