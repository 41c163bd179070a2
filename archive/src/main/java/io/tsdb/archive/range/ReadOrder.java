package io.tsdb.archive.range;

/** How a reader goes through what it has planned to read. */
public enum ReadOrder {
  /** From the start to the end, so that as much is fetched ahead as the budgets allow. */
  WHOLE,
  /**
   * From the start on, and it may stop anywhere: first one block is fetched, and the further the
   * reader has come, the more ahead of it.
   */
  FROM_START,
  /** The same from the end backwards. */
  FROM_END
}
