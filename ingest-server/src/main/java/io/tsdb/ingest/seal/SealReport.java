package io.tsdb.ingest.seal;

import java.util.List;

/**
 * What a seal brought into the archive.
 *
 * @param sealedThrough the highest seal of this writer that is readable in the archive; 0 if none
 * @param rows events in {@code keys}
 * @param keys the segments that this seal made, in the order in which they were created; empty if
 *     there was nothing to seal
 */
public record SealReport(long sealedThrough, long rows, List<String> keys) {

  public SealReport {
    keys = List.copyOf(keys);
  }
}
