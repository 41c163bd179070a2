package io.tsdb.archive.segment;

import java.util.Locale;

/** How long the buckets of a segment's rollup table are, from the shortest on. */
public enum RollupWidth {
  MINUTE(60_000L),
  HOUR(3_600_000L),
  DAY(86_400_000L);

  private final long millis;

  RollupWidth(long millis) {
    this.millis = millis;
  }

  /** Length of a bucket in milliseconds. */
  public long millis() {
    return millis;
  }

  /** The name of the table, such as {@code rollup_minute}. */
  public String table() {
    return "rollup_" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The start of the bucket that has a time; buckets start at multiples of their length since 1970.
   *
   * @param time epoch milliseconds UTC
   * @return epoch milliseconds UTC
   */
  public long start(long time) {
    return time - Math.floorMod(time, millis);
  }

  /**
   * Whether a segment has the table: where it has events, and the table at most a quarter as many
   * rows.
   *
   * @param rollups how many rows the table has
   * @param rows of the segment
   */
  public static boolean worthwhile(long rollups, long rows) {
    return rows > 0 && rollups <= rows / 4;
  }
}
