package io.tsdb.archive.vfs;

/**
 * Rows of a segment's table {@code sample}, by their {@code n}.
 *
 * @param first the first row; 1 is the segment's first
 * @param last the last row; smaller than {@code first} if there is none
 */
public record RowRange(long first, long last) {

  /** No row. */
  public static final RowRange EMPTY = new RowRange(1, 0);

  public boolean isEmpty() {
    return last < first;
  }

  /** How many rows. */
  public long count() {
    return isEmpty() ? 0 : last - first + 1;
  }
}
