package io.tsdb.ingest.log;

/**
 * Sizes of a log.
 *
 * @param cutBytes it is cut when the rows since the last cut take this many bytes: those of the log
 *     and 24 for each event
 * @param queueBytes most bytes of batches that wait for the writing thread
 * @param batchBytes most bytes of one batch
 */
public record LogOptions(long cutBytes, int queueBytes, int batchBytes) {

  /** Most batches that wait for the writing thread. */
  public static final int QUEUE_BATCHES = 8192;

  /** Most bytes of one batch unless said otherwise: 128 MiB, twice the body of a request. */
  public static final int BATCH_BYTES = 128 << 20;

  public LogOptions {
    if (cutBytes <= 0 || queueBytes <= 0 || batchBytes <= 0) {
      throw new IllegalArgumentException(
          "Expected sizes above 0, found cut "
              + cutBytes
              + ", queue "
              + queueBytes
              + ", batch "
              + batchBytes);
    }
  }
}
