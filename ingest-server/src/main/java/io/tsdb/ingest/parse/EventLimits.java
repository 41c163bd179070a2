package io.tsdb.ingest.parse;

import java.time.Instant;

/** What one event may hold. Sizes are those of the UTF-8 form. */
public final class EventLimits {

  /** First time that an event may have: the start of 1970, epoch milliseconds UTC. */
  public static final long FIRST_TIME = 0;

  /** Last time that an event may have: the end of 2200, epoch milliseconds UTC. */
  public static final long LAST_TIME = Instant.parse("2200-12-31T23:59:59.999Z").toEpochMilli();

  /** Most labels of an event. */
  public static final int LABELS = 64;

  /** Most bytes of a label's key. */
  public static final int KEY_BYTES = 128;

  /** Most bytes of a label's value. */
  public static final int LABEL_BYTES = 4 * 1024;

  /** Most bytes of an event's text. */
  public static final int TEXT_BYTES = 60 * 1024;

  /** Most bytes of an event's id. */
  public static final int ID_BYTES = 4 * 1024;

  private EventLimits() {}
}
