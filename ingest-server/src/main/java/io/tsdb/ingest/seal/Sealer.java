package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.ingest.live.LiveEvents;
import io.tsdb.ingest.log.DataFolder;
import io.tsdb.ingest.log.EventLog;
import io.tsdb.ingest.log.LogCut;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that brings cuts into the archive, one after the other, and asks for a cut when
 * the oldest event is old enough. While the store is away it tries on for ever, and cuts by age no
 * more: many small cuts would only become many small segments.
 */
final class Sealer implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Sealer.class);

  private static final String FAILED =
      "Seal {} ({} events) failed and is tried again; its events are safe in the log: {}";

  /** How often it looks whether the oldest event is old enough. */
  private static final long LOOK_MILLIS = 1000;

  /** How long {@link #close} waits for a request to the store to be given up. */
  private static final long CLOSE_MILLIS = 10_000;

  private final IngestOptions options;
  private final Path folder;
  private final EventLog log;
  private final LiveEvents live;
  private final SealRequests requests;
  private final SegmentUpload upload;
  private final Thread thread;
  private volatile Optional<String> problem = Optional.empty();
  private volatile boolean closed;

  Sealer(
      IngestOptions options,
      DataFolder data,
      EventLog log,
      LiveEvents live,
      SealRequests requests,
      Archive archive) {
    this.options = options;
    this.folder = data.seal();
    this.log = log;
    this.live = live;
    this.requests = requests;
    this.upload = new SegmentUpload(data.writer(), archive);
    this.thread = new Thread(this::run, "tsdb-seal");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Why the last attempt to seal failed; empty after a success. */
  Optional<String> problem() {
    return problem;
  }

  private void run() {
    try {
      while (!closed) {
        Optional<LogCut> cut =
            requests.first(Math.min(LOOK_MILLIS, Math.max(1, options.sealAge().toMillis() / 4)));
        if (cut.isPresent()) {
          seal(cut.get());
        } else if (oldEnough()) {
          cut();
        }
      }
    } catch (InterruptedException e) {
      LOGGER.debug("Sealing ends; what is not sealed is in the log", e);
    }
  }

  private boolean oldEnough() {
    long now = System.currentTimeMillis();
    return log.oldest().isPresent()
        && now - log.oldest().getAsLong() >= options.sealAge().toMillis();
  }

  private void cut() throws InterruptedException {
    try {
      log.cut().get();
    } catch (ExecutionException e) {
      LOGGER.warn("The log was not cut: {}", e.getCause().getMessage(), e.getCause());
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void seal(LogCut cut) throws InterruptedException {
    CutSegments segments = new CutSegments(cut, folder.resolve(Long.toString(cut.seal())));
    long start = System.nanoTime();
    for (int failures = 0; !closed; failures++) {
      try {
        List<String> keys = attempt(segments);
        problem = Optional.empty();
        requests.sealed(cut, keys);
        return;
      } catch (IOException | RuntimeException | Error e) {
        if (!closed) {
          failed(cut, e, Duration.ofNanos(System.nanoTime() - start));
          TimeUnit.MILLISECONDS.sleep(delay(failures));
        }
      }
    }
  }

  /** Goes on from where the attempt before failed. */
  private List<String> attempt(CutSegments segments) throws IOException {
    LogCut cut = segments.cut();
    if (cut.rows() > 0) {
      segments.write(log, upload.writer());
      upload.upload(segments);
    }
    if (closed) {
      throw new IOException("Sealing was closed");
    }
    // from here on the archive serves these events, and not the live segments
    live.sealed(cut.seal());
    drop(cut);
    segments.delete();
    return segments.keys();
  }

  private void drop(LogCut cut) {
    try {
      log.drop(cut.seal());
    } catch (IOException e) {
      LOGGER.warn(
          "The log of seal {} is not needed any more, but could not be deleted; the next seal or"
              + " start tries again",
          cut.seal(),
          e);
    }
  }

  private void failed(LogCut cut, Throwable failure, Duration tried) {
    problem = Optional.of("Seal " + cut.seal() + " failed: " + failure.getMessage());
    if (failure instanceof StoreException) {
      // its message says all; a trace at each attempt would bury it
      LOGGER.warn(FAILED, cut.seal(), cut.rows(), failure.getMessage());
      LOGGER.debug("Seal {} failed", cut.seal(), failure);
    } else {
      LOGGER.warn(FAILED, cut.seal(), cut.rows(), failure.getMessage(), failure);
    }
    if (!passing(failure) || tried.compareTo(options.patience()) >= 0) {
      requests.failed(failure);
    }
  }

  private static boolean passing(Throwable failure) {
    return failure instanceof StoreException store && store.reason() == Reason.UNAVAILABLE;
  }

  private long delay(int failures) {
    long first = options.retryDelay().toMillis();
    long limit = options.retryDelayLimit().toMillis();
    long delay = failures >= 32 ? limit : Math.min(limit, first << failures);
    return delay - ThreadLocalRandom.current().nextLong(delay / 2 + 1);
  }

  /** Gives up what is under way; the log has it. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requests.failed(
        new IOException("The server is shutting down; the log keeps what is not sealed"));
  }
}
