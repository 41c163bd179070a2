package io.tsdb.ingest.live;

import java.time.Duration;

/**
 * Sizes and times of live events.
 *
 * @param rows a segment is cut when it has this many
 * @param bytes a segment is cut when its events take this many bytes in the log
 * @param grace how long a segment stays readable after it was replaced
 * @param graceBytes most bytes of such segments; above it the oldest goes before its time
 */
public record LiveOptions(int rows, long bytes, Duration grace, long graceBytes) {}
