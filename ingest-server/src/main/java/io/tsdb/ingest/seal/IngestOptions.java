package io.tsdb.ingest.seal;

import static java.util.Objects.requireNonNull;

import io.tsdb.archive.segment.SegmentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an {@link Ingest} works.
 *
 * @param data folder of the log and of all else that is kept on this machine; created if missing,
 *     used by one process at a time
 * @param writer the name under which segments are written, unique among all that write to the
 *     archive; empty for a random one that the data folder keeps
 * @param sealBytes a seal is cut when its rows take this many bytes: those of the log and 24 for
 *     each event
 * @param sealAge a seal is cut when its first event was acknowledged this long ago
 * @param liveRows a live segment is cut when it has this many events
 * @param liveBytes a live segment is cut when its events take this many bytes in the log
 * @param grace how long a live segment stays readable after its events became readable in the
 *     archive
 * @param graceBytes most bytes of such segments; above it the oldest goes before its time
 * @param queueBytes most bytes of events that wait for the log's writer; above it {@link
 *     Ingest#append} waits
 * @param retryDelay the wait after the first failed attempt to seal; it doubles with each further
 *     one, and a random part of up to a half is taken off
 * @param retryDelayLimit the longest such wait
 * @param patience how long the store may be away until those who asked for a seal are told; sealing
 *     is tried on
 */
public record IngestOptions(
    Path data,
    Optional<String> writer,
    long sealBytes,
    Duration sealAge,
    int liveRows,
    long liveBytes,
    Duration grace,
    long graceBytes,
    int queueBytes,
    Duration retryDelay,
    Duration retryDelayLimit,
    Duration patience) {

  public IngestOptions {
    requireNonNull(data, "data is null");
    if (writer.isPresent() && !SegmentName.WRITER.matcher(writer.get()).matches()) {
      throw new IllegalArgumentException(
          "Expected a writer of 1 to 64 letters, digits, dots and hyphens that starts with a letter"
              + " or digit, found "
              + writer.get());
    }
    positive("seal size in bytes", sealBytes);
    positive("seal age in milliseconds", sealAge.toMillis());
    positive("rows of a live segment", liveRows);
    positive("bytes of a live segment", liveBytes);
    positive("grace bytes", graceBytes);
    positive("queue bytes", queueBytes);
    positive("retry delay in milliseconds", retryDelay.toMillis());
    positive("retry delay limit in milliseconds", retryDelayLimit.toMillis());
    positive("patience in milliseconds", patience.toMillis());
    if (grace.isNegative()) {
      throw new IllegalArgumentException("Expected a grace time of 0 or more, found " + grace);
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("Expected " + name + " above 0, found " + value);
    }
  }

  /** The defaults: 256 MiB or 5 minutes a seal, a random writer. */
  public static IngestOptions of(Path data) {
    return new IngestOptions(
        data,
        Optional.empty(),
        256L << 20,
        Duration.ofMinutes(5),
        65_536,
        8L << 20,
        Duration.ofMinutes(10),
        1L << 30,
        64 << 20,
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30));
  }

  public IngestOptions withWriter(String name) {
    return new IngestOptions(
        data,
        Optional.of(name),
        sealBytes,
        sealAge,
        liveRows,
        liveBytes,
        grace,
        graceBytes,
        queueBytes,
        retryDelay,
        retryDelayLimit,
        patience);
  }

  public IngestOptions withSeal(long bytes, Duration age) {
    return new IngestOptions(
        data,
        writer,
        bytes,
        age,
        liveRows,
        liveBytes,
        grace,
        graceBytes,
        queueBytes,
        retryDelay,
        retryDelayLimit,
        patience);
  }

  public IngestOptions withLive(int rows, long bytes) {
    return new IngestOptions(
        data,
        writer,
        sealBytes,
        sealAge,
        rows,
        bytes,
        grace,
        graceBytes,
        queueBytes,
        retryDelay,
        retryDelayLimit,
        patience);
  }

  public IngestOptions withGrace(Duration time, long bytes) {
    return new IngestOptions(
        data,
        writer,
        sealBytes,
        sealAge,
        liveRows,
        liveBytes,
        time,
        bytes,
        queueBytes,
        retryDelay,
        retryDelayLimit,
        patience);
  }

  public IngestOptions withRetry(Duration first, Duration limit) {
    return new IngestOptions(
        data,
        writer,
        sealBytes,
        sealAge,
        liveRows,
        liveBytes,
        grace,
        graceBytes,
        queueBytes,
        first,
        limit,
        patience);
  }

  public IngestOptions withPatience(Duration time) {
    return new IngestOptions(
        data,
        writer,
        sealBytes,
        sealAge,
        liveRows,
        liveBytes,
        grace,
        graceBytes,
        queueBytes,
        retryDelay,
        retryDelayLimit,
        time);
  }
}
