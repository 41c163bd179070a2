package io.tsdb.ingest.log;

import io.tsdb.ingest.log.LogRequest.Append;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a log. It takes what has gathered in the queue while the disk was busy
 * as one group, writes it, forces it once, tells the listener, completes all futures.
 *
 * <p>When a write or force fails, nobody knows which bytes of the group are on the disk, now or
 * after a crash (the kernel may have marked the pages clean). So the file is left as it was after
 * the last success: the group fails, a new file is started whose header says how much of the old
 * one counts, and only that file is written to from then on. Where a new file cannot be started,
 * each further group tries again.
 */
final class LogWriter implements Runnable {

  /** A group is closed at this size, so that the first of it does not wait too long. */
  private static final long GROUP_BYTES = 16L << 20;

  private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);

  private final DataFolder data;
  private final LogDisk disk;
  private final LogOptions options;
  private final EventLog.Listener listener;
  private final BlockingQueue<LogRequest> queue;
  private final LogCounts counts;
  private final CutList cuts;
  private final List<Append> group = new ArrayList<>();

  private Optional<LogFile> current;
  private LogCut before;

  /** Of a file that failed: told when the next file's header, which rules its end, is durable. */
  private Optional<LogCut> unpublished = Optional.empty();

  private long nextSeal;
  private long nextSequence;
  private Optional<Throwable> broken = Optional.empty();

  LogWriter(
      DataFolder data,
      LogDisk disk,
      LogOptions options,
      EventLog.Listener listener,
      BlockingQueue<LogRequest> queue,
      LogCounts counts,
      CutList cuts,
      LogRecovery.Recovered recovered)
      throws IOException {
    this.data = data;
    this.disk = disk;
    this.options = options;
    this.listener = listener;
    this.queue = queue;
    this.counts = counts;
    this.cuts = cuts;
    this.nextSeal = recovered.nextSeal();
    this.nextSequence = recovered.nextSequence();
    this.before = new LogCut(nextSeal - 1, 0, recovered.lengthBefore(), false);
    this.current = Optional.empty();
    start();
  }

  @Override
  public void run() {
    while (true) {
      LogRequest request = next();
      if (request instanceof LogRequest.Stop stop) {
        stop(stop);
        return;
      }
      try {
        if (broken.isPresent()) {
          request.fail(refusal(broken.get()));
        } else if (request instanceof Append append) {
          gather(append);
        } else if (request instanceof LogRequest.Cut cut) {
          cut(cut);
        }
      } catch (RuntimeException | Error e) {
        // The listener or this class has a defect: what is readable may no longer be what is in the
        // log. The log on the disk is right, so a restart mends it.
        LOGGER.error("The log of {} stops: start the server again", data.path(), e);
        broken = Optional.of(e);
        request.fail(refusal(e));
        group.forEach(append -> append.fail(refusal(e)));
      }
      group.clear();
    }
  }

  private LogException refusal(Throwable cause) {
    return new LogException(
        "The log of " + data.path() + " stopped after a defect; start the server again", cause);
  }

  private LogRequest next() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // this thread ends by a request to stop, never with requests left in its queue
        LOGGER.debug("The log's writing thread was interrupted; it goes on", e);
      }
    }
  }

  private void gather(Append first) {
    group.add(first);
    long bytes = first.payload().size();
    while (bytes < GROUP_BYTES && queue.peek() instanceof Append) {
      Append append = (Append) queue.remove();
      group.add(append);
      bytes += append.payload().size();
    }
    try {
      commit();
    } catch (IOException e) {
      counts.groupFailed();
      LogException failure = failure(e);
      LOGGER.error("{} ({} batches)", failure.getMessage(), group.size(), e);
      poison();
      group.forEach(append -> append.fail(failure));
    }
  }

  private LogException failure(IOException cause) {
    String file = current.map(LogFile::path).orElse(data.logFile(nextSeal)).toString();
    return new LogException(
        "Events were not stored: writing log file "
            + file
            + " failed: "
            + cause.getMessage()
            + "; see to the disk, and send them again",
        cause);
  }

  private void commit() throws IOException {
    if (current.isEmpty()) {
      start();
    }
    LogFile file = current.orElseThrow();
    long sequence = nextSequence;
    for (Append append : group) {
      file.append(append.payload(), append.events().size(), sequence);
      sequence += append.events().size();
    }
    file.force();
    counts.groupForced();
    for (Append append : group) {
      acknowledge(file.seal(), append);
    }
    if (file.durableRowBytes() >= options.cutBytes()) {
      cutFull();
    }
  }

  private void acknowledge(long seal, Append append) {
    LogPayload payload = append.payload();
    listener.appended(
        new LogBatch(seal, nextSequence, payload.receivedAt(), append.events(), payload.size()));
    nextSequence += append.events().size();
    counts.acknowledged(append.events().size(), payload);
    append.done().complete(null);
  }

  /** All of the file is acknowledged; where the next cannot be started, it simply grows on. */
  private void cutFull() {
    try {
      finish(current.orElseThrow());
    } catch (IOException e) {
      LOGGER.warn("A full log file grows on, for the next cannot be started in {}", data.log(), e);
    }
  }

  private void cut(LogRequest.Cut request) {
    try {
      if (current.isEmpty()) {
        start();
      }
      LogFile file = current.orElseThrow();
      LogCut cut = file.cut();
      if (cut.rows() == 0) {
        request.done().complete(Optional.empty());
        return;
      }
      finish(file);
      request.done().complete(Optional.of(cut));
    } catch (IOException e) {
      request.fail(
          new LogException(
              "Could not start log file "
                  + data.logFile(nextSeal)
                  + ": "
                  + e.getMessage()
                  + "; see to the disk",
              e));
    }
  }

  /** Starts the next file, then lets go of this one. */
  private void finish(LogFile file) throws IOException {
    LogCut cut = file.cut();
    LogCut earlier = before;
    before = cut;
    try {
      start();
    } catch (IOException e) {
      before = earlier;
      throw e;
    }
    close(file);
    publish(cut);
  }

  private void publish(LogCut cut) {
    counts.cut();
    cuts.add(cut);
    listener.cut(cut);
  }

  private void start() throws IOException {
    current = Optional.of(LogFile.start(data, disk, nextSeal, nextSequence, before.length()));
    nextSeal++;
    unpublished.ifPresent(this::publish);
    unpublished = Optional.empty();
  }

  private void poison() {
    if (current.isPresent()) {
      LogFile file = current.get();
      current = Optional.empty();
      try (file) {
        file.truncateToDurable();
      } catch (IOException e) {
        LOGGER.warn("Log file {} could not be cut at its last acknowledged batch", file.path(), e);
      }
      LogCut cut = file.cut();
      if (cut.rows() == 0) {
        nextSeal = file.seal();
      } else {
        before = cut;
        unpublished = Optional.of(cut);
      }
    }
    try {
      start();
    } catch (IOException e) {
      LOGGER.warn(
          "No new log file can be started in {}; the next batch tries again", data.log(), e);
    }
  }

  private void stop(LogRequest.Stop request) {
    current.ifPresent(this::close);
    request.done().complete(null);
  }

  private void close(LogFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOGGER.warn("Closing log file {} failed; all of it was durable before", file.path(), e);
    }
  }
}
