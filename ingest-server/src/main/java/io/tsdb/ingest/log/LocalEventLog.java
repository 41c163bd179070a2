package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An event log in files of this machine, {@code log/<seal>.log} in the data folder: one file per
 * cut, numbered on and on. Threads encode their batches themselves and queue them; one thread
 * writes.
 */
public final class LocalEventLog implements EventLog {

  private final DataFolder data;
  private final LogOptions options;
  private final LogCounts counts = new LogCounts();
  private final CutList cuts;
  private final List<LogDamage> damages;
  private final long firstSeal;
  private final BlockingQueue<LogRequest> queue =
      new LinkedBlockingQueue<>(LogOptions.QUEUE_BATCHES);
  private final Semaphore queueBytes;
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private boolean closed;

  private LocalEventLog(
      DataFolder data, LogDisk disk, LogStart start, LogOptions options, Listener listener)
      throws IOException {
    this.data = data;
    this.options = options;
    this.queueBytes = new Semaphore(options.queueBytes(), true);
    this.cuts = new CutList(data, disk);
    LogRecovery.Recovered recovered = LogRecovery.run(data, start, disk, listener);
    recovered.cuts().forEach(cuts::add);
    this.damages = recovered.damages();
    this.firstSeal =
        recovered.cuts().isEmpty() ? recovered.nextSeal() : recovered.cuts().get(0).seal();
    LogWriter writer = new LogWriter(data, disk, options, listener, queue, counts, cuts, recovered);
    Thread thread = new Thread(writer, "tsdb-log");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Opens the log of a data folder: reads what an earlier run left, tells the listener of it, and
   * starts a new file.
   *
   * @param start where a log begins that has no files yet
   * @throws LogException if a file is of another version, writer or number
   */
  public static LocalEventLog open(
      DataFolder data, LogDisk disk, LogStart start, LogOptions options, Listener listener)
      throws IOException {
    return new LocalEventLog(data, disk, start, options, listener);
  }

  @Override
  public CompletableFuture<Void> append(List<Event> batch) {
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<Event> events = List.copyOf(batch);
    LogPayload payload = LogPayload.of(events, options.batchBytes(), System.currentTimeMillis());
    int share = (int) Math.min(payload.size(), options.queueBytes());
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      queueBytes.acquire(share);
    } catch (InterruptedException e) {
      return interrupted(done, e);
    }
    CompletableFuture<Void> accounted =
        done.whenComplete((nothing, failure) -> queueBytes.release(share));
    submit(new LogRequest.Append(payload, events, done));
    return accounted;
  }

  @Override
  public CompletableFuture<Optional<LogCut>> cut() {
    CompletableFuture<Optional<LogCut>> done = new CompletableFuture<>();
    submit(new LogRequest.Cut(done));
    return done;
  }

  /** Close waits for those who are in here, so nothing enters the queue behind the stop. */
  private void submit(LogRequest request) {
    lifecycle.readLock().lock();
    try {
      if (closed) {
        request.fail(
            new LogException(
                "The log of " + data.path() + " is closed: the server is shutting down"));
      } else {
        queue.put(request);
      }
    } catch (InterruptedException e) {
      request.fail(interruption(e));
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  private static <T> CompletableFuture<T> interrupted(
      CompletableFuture<T> done, InterruptedException cause) {
    done.completeExceptionally(interruption(cause));
    return done;
  }

  private static IOException interruption(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure =
        new InterruptedIOException("Events were not stored: interrupted while the log was busy");
    failure.initCause(cause);
    return failure;
  }

  @Override
  public void read(LogCut cut, Reader reader) throws IOException {
    OptionalLong firstSequence;
    try (LogWindow window = new LogWindow(data.logFile(cut.seal()))) {
      ByteBuffer bytes = window.bytes(0, (int) Math.min(LogHeader.BYTES, window.size()));
      firstSequence =
          LogHeader.read(bytes, data.logFile(cut.seal()), cut.seal(), data.writer())
              .map(LogHeader::sequence)
              .orElse(OptionalLong.empty());
    }
    LogFileReader.Found found =
        LogFileReader.read(
            data.logFile(cut.seal()),
            data.salt(),
            OptionalLong.of(cut.length()),
            firstSequence,
            (record, payload, events) ->
                reader.accept(
                    new LogBatch(
                        cut.seal(),
                        record.firstSequence(),
                        record.receivedAt(),
                        events,
                        LogRecord.HEADER_BYTES + (long) record.length())));
    if (!found.gaps().isEmpty() || found.rows() != cut.rows()) {
      throw new LogException(
          "Expected "
              + cut.rows()
              + " events in log file "
              + data.logFile(cut.seal())
              + ", found "
              + found.rows()
              + " and damage: "
              + found.gaps()
              + "; start the server again, it keeps the file aside and seals what can be read");
    }
  }

  @Override
  public void drop(long seal) throws IOException {
    cuts.dropThrough(seal);
  }

  @Override
  public OptionalLong oldest() {
    return counts.oldest();
  }

  @Override
  public LogMetrics metrics() {
    return counts.metrics(queue.size());
  }

  /** Number of the oldest cut, or of what becomes the first, when the log was opened. */
  public long firstSeal() {
    return firstSeal;
  }

  /** What was found damaged when the log was opened. */
  public List<LogDamage> damages() {
    return damages;
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    lifecycle.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      putLast(new LogRequest.Stop(stopped));
    } finally {
      lifecycle.writeLock().unlock();
    }
    stopped.join();
  }

  /** Waits for room even when interrupted: the thread empties the queue, and must be stopped. */
  private void putLast(LogRequest request) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(request);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
