package io.tsdb.archive.segment;

import java.io.IOException;

/** A segment whose bytes or name are not what the format says. The message names its key. */
public class CorruptSegmentException extends IOException {

  public CorruptSegmentException(String key, String problem) {
    super("Segment " + key + " is damaged: " + problem);
  }

  public CorruptSegmentException(String key, String problem, Throwable cause) {
    super("Segment " + key + " is damaged: " + problem, cause);
  }
}
