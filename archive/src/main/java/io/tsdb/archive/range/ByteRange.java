package io.tsdb.archive.range;

/**
 * A half-open range of an object's bytes.
 *
 * @param start offset of its first byte
 * @param end offset of the first byte after it; not before {@code start}
 */
public record ByteRange(long start, long end) {

  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "Expected a byte range with 0 <= start <= end, found [" + start + ", " + end + ")");
    }
  }

  /** Its size in bytes. */
  public long length() {
    return end - start;
  }
}
