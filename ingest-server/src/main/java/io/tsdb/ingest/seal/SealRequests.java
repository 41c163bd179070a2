package io.tsdb.ingest.seal;

import io.tsdb.ingest.log.LogCut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The cuts that wait to be sealed, in order, and those who wait for them. */
final class SealRequests {

  /** One who waits: told of all that is sealed from its making on. */
  static final class Request {
    private final CompletableFuture<SealReport> done = new CompletableFuture<>();
    private final List<String> keys = new ArrayList<>();
    private long rows;
    private OptionalLong target = OptionalLong.empty();

    CompletableFuture<SealReport> done() {
      return done;
    }

    private boolean reached(long sealedThrough) {
      return target.isPresent() && target.getAsLong() <= sealedThrough;
    }
  }

  private final Deque<LogCut> cuts = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();
  private long sealedThrough;

  synchronized void add(LogCut cut) {
    cuts.addLast(cut);
    notifyAll();
  }

  /** The seals up to this one were readable at the start. */
  synchronized void begin(long seal) {
    sealedThrough = seal;
  }

  /** The first cut that waits; waits for one up to {@code millis}. */
  synchronized Optional<LogCut> first(long millis) throws InterruptedException {
    if (cuts.isEmpty()) {
      wait(millis);
    }
    return Optional.ofNullable(cuts.peekFirst());
  }

  synchronized int waiting() {
    return cuts.size();
  }

  synchronized Request request() {
    Request request = new Request();
    requests.add(request);
    return request;
  }

  /** Says what a request waits for: all cuts that wait now. */
  void aim(Request request) {
    List<Request> reached;
    synchronized (this) {
      request.target = OptionalLong.of(cuts.isEmpty() ? sealedThrough : cuts.getLast().seal());
      reached = takeReached();
    }
    complete(reached);
  }

  /** Tells a request that nothing was cut for it. */
  void fail(Request request, Throwable cause) {
    synchronized (this) {
      requests.remove(request);
    }
    request.done.completeExceptionally(cause);
  }

  /** The first cut that waits is readable in the archive now. */
  void sealed(LogCut cut, List<String> keys) {
    List<Request> reached;
    synchronized (this) {
      cuts.removeFirst();
      sealedThrough = cut.seal();
      for (Request request : requests) {
        request.keys.addAll(keys);
        request.rows += cut.rows();
      }
      reached = takeReached();
    }
    complete(reached);
  }

  /** Tells all who wait for a cut that sealing failed, and is tried on without them. */
  void failed(Throwable cause) {
    List<Request> failed;
    synchronized (this) {
      failed = requests.stream().filter(request -> request.target.isPresent()).toList();
      requests.removeAll(failed);
    }
    failed.forEach(request -> request.done.completeExceptionally(cause));
  }

  private List<Request> takeReached() {
    List<Request> reached =
        requests.stream().filter(request -> request.reached(sealedThrough)).toList();
    requests.removeAll(reached);
    return reached;
  }

  /** Outside of the lock, for what depends on it may run in here. */
  private static void complete(List<Request> reached) {
    for (Request request : reached) {
      request.done.complete(new SealReport(request.target.getAsLong(), request.rows, request.keys));
    }
  }
}
