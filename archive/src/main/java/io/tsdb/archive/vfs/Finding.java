package io.tsdb.archive.vfs;

/**
 * One thing that is wrong with an archive.
 *
 * @param key of the object it is wrong with
 * @param expected what the format asks for
 * @param found what is there
 */
public record Finding(String key, String expected, String found) {

  /** One line, whatever the key and the damaged content hold. */
  @Override
  public String toString() {
    return (key + ": expected " + expected + ", found " + found)
        .replaceAll("\\R", " ")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
