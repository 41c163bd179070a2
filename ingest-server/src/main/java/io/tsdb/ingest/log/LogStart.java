package io.tsdb.ingest.log;

/**
 * Where a log begins that has no files yet.
 *
 * @param seal number of its first cut
 * @param sequence of its first event
 */
public record LogStart(long seal, long sequence) {

  /** Where nothing was written under this writer's name before. */
  public static final LogStart FIRST = new LogStart(1, 1);
}
