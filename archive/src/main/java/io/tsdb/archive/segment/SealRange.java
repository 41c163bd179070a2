package io.tsdb.archive.segment;

/**
 * The seals of one writer that a segment holds, both ends included. A seal is one numbered cut of a
 * writer's log.
 */
public record SealRange(long first, long last) {

  public SealRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "Expected seals first <= last, none negative, found " + first + "-" + last);
    }
  }

  public static SealRange of(long seal) {
    return new SealRange(seal, seal);
  }

  /** Whether every seal of {@code other} is one of these. */
  public boolean covers(SealRange other) {
    return first <= other.first && other.last <= last;
  }
}
