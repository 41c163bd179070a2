package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.live.LiveEvents;
import io.tsdb.ingest.live.LiveOptions;
import io.tsdb.ingest.log.DataFolder;
import io.tsdb.ingest.log.EventLog;
import io.tsdb.ingest.log.LocalDisk;
import io.tsdb.ingest.log.LocalEventLog;
import io.tsdb.ingest.log.LogBatch;
import io.tsdb.ingest.log.LogCut;
import io.tsdb.ingest.log.LogDamage;
import io.tsdb.ingest.log.LogDisk;
import io.tsdb.ingest.log.LogException;
import io.tsdb.ingest.log.LogOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes events in: acknowledges them when they are durable, keeps them readable, and seals them
 * into segments of an archive. The archive's store may be away at any time; then the log grows.
 *
 * <pre>{@code
 * try (Archive archive = Archive.open(url, options);
 *     Ingest ingest = Ingest.start(IngestOptions.of(folder), archive)) {
 *   ingest.append(events).join();
 *   ingest.archive().catalog().segments(range); // has them
 * }
 * }</pre>
 */
public final class Ingest implements AutoCloseable {

  private final DataFolder data;
  private final LiveEvents live;
  private final SealRequests requests;
  private final LocalEventLog log;
  private final Sealer sealer;
  private final Archive view;
  private final DiskReserve reserve;

  private Ingest(
      DataFolder data,
      DiskReserve reserve,
      LiveEvents live,
      SealRequests requests,
      LocalEventLog log,
      Sealer sealer,
      Archive view) {
    this.data = data;
    this.reserve = reserve;
    this.live = live;
    this.requests = requests;
    this.log = log;
    this.sealer = sealer;
    this.view = view;
  }

  /**
   * Starts, with what an earlier run left in the data folder.
   *
   * @param archive to seal into and to read from; it stays the caller's, who closes it after this
   * @throws LogException if the data folder is in use, another writer's, or of another version; or
   *     if it is new, the writer was named, and the archive cannot be asked for its numbers
   */
  public static Ingest start(IngestOptions options, Archive archive) throws IOException {
    return start(options, archive, new LocalDisk());
  }

  static Ingest start(IngestOptions options, Archive archive, LogDisk disk) throws IOException {
    DataFolder data = DataFolder.open(options.data(), options.writer(), disk);
    try {
      LiveEvents live =
          new LiveEvents(
              data.writer(),
              data.path(),
              new LiveOptions(
                  options.liveRows(), options.liveBytes(), options.grace(), options.graceBytes()));
      try {
        return start(options, archive, disk, data, live);
      } catch (IOException | RuntimeException e) {
        live.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static Ingest start(
      IngestOptions options, Archive archive, LogDisk disk, DataFolder data, LiveEvents live)
      throws IOException {
    SealRequests requests = new SealRequests();
    LocalEventLog log =
        LocalEventLog.open(
            data,
            disk,
            SealNumbers.start(data, archive),
            new LogOptions(options.sealBytes(), options.queueBytes(), LogOptions.BATCH_BYTES),
            new Listener(live, requests));
    live.sealed(log.firstSeal() - 1);
    requests.begin(log.firstSeal() - 1);
    Sealer sealer = new Sealer(options, data, log, live, requests, archive);
    Archive view =
        new Archive(
            new ServedStore(archive.store(), live.store()),
            new SnapshotCatalog(data.writer(), live, archive.catalog()),
            archive.databases());
    DiskReserve reserve = new DiskReserve(data.path(), disk, options.sealBytes());
    return new Ingest(data, reserve, live, requests, log, sealer, view);
  }

  /** Live events first: when a cut is taken up, they have it. */
  private record Listener(LiveEvents live, SealRequests requests) implements EventLog.Listener {

    @Override
    public void replayed(LogBatch batch) throws IOException {
      live.replayed(batch);
    }

    @Override
    public void appended(LogBatch batch) {
      live.appended(batch);
    }

    @Override
    public void cut(LogCut cut) {
      live.cut(cut);
      requests.add(cut);
    }
  }

  /**
   * Appends a batch to the log, whole or not at all. Waits while the queue is full, which is while
   * this machine's disk is slower than the events; never for the archive's store.
   *
   * @return completes when the batch is durable and a query that starts then sees it; completes
   *     with an exception when it was not stored. What depends on it runs on the log's own thread:
   *     let it be quick, or run it elsewhere
   * @throws IllegalArgumentException if the batch is too large to be stored ever
   */
  public CompletableFuture<Void> append(List<Event> batch) {
    try {
      live.awaitRoom();
      reserve.require();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new LogException("Events were not stored: " + e.getMessage(), e));
    }
    return log.append(batch);
  }

  /**
   * Seals what was acknowledged so far.
   *
   * @return completes when all of it is readable in the archive; fails at the first refusal that
   *     waiting will not mend, such as wrong credentials, and when the store stays away for longer
   *     than {@link IngestOptions#patience}, though sealing is tried on
   */
  public CompletableFuture<SealReport> seal() {
    SealRequests.Request request = requests.request();
    log.cut()
        .whenComplete(
            (cut, failure) -> {
              if (failure == null) {
                requests.aim(request);
              } else {
                requests.fail(request, failure);
              }
            });
    return request.done();
  }

  /**
   * The archive together with the live events: each acknowledged event exactly once, at every
   * instant. Its store has the live segments below {@code live/}. Not to be closed: it shares all
   * with the archive that this was started with.
   */
  public Archive archive() {
    return view;
  }

  /** What is going on. */
  public IngestStatus status() {
    return new IngestStatus(
        data.writer(),
        log.metrics(),
        live.rows(),
        live.sealedThrough(),
        requests.waiting(),
        sealer.problem(),
        live.problem().map(Throwable::getMessage),
        log.damages().stream().map(LogDamage::toString).toList());
  }

  /**
   * Stops accepting, makes what was accepted durable, and leaves what is not sealed to the log, for
   * the next start.
   */
  @Override
  public void close() {
    log.close();
    sealer.close();
    live.close();
    data.close();
  }
}
