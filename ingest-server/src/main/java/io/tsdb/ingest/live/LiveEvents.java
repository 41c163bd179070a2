package io.tsdb.ingest.live;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.log.EventLog;
import io.tsdb.ingest.log.LogBatch;
import io.tsdb.ingest.log.LogCut;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that are acknowledged and not yet readable in the archive, kept readable.
 *
 * <p>They become immutable segment files on this machine, in chunks, written by one thread. The
 * newest, the tail, stay in memory; they are written as a segment when a query needs them, and that
 * segment serves until the tail grows. So however long the archive's store is away, memory holds
 * the tail and at most {@value ChunkWriter#MOST_WAITING} chunks.
 *
 * <p>What a query sees is taken under one lock: the last seal that is readable in the archive, the
 * chunks after it, and the tail. A seal moves from one side to the other under that lock too.
 */
public final class LiveEvents implements EventLog.Listener, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(LiveEvents.class);

  private final LiveFiles files;
  private final RetiredSegments retired;
  private final LabelKeys labelKeys = new LabelKeys();
  private final ChunkWriter writer;

  private final Object lock = new Object();
  private final LiveTail tail;
  private final Deque<LiveChunk> chunks = new ArrayDeque<>();
  private long sealedThrough;
  private boolean closed;

  /** Held while the tail is written, so that queries share one segment of it. Taken first. */
  private final Object tailLock = new Object();

  private Optional<LiveSegment> tailSegment = Optional.empty();

  private record State(long sealedThrough, List<LiveChunk> chunks, Optional<LiveContent> tail) {}

  /**
   * Starts with no events.
   *
   * @param writer name of the writer
   * @param data folder in which to keep live segments
   */
  public LiveEvents(String writer, Path data, LiveOptions options) throws IOException {
    this.files = new LiveFiles(writer, data);
    this.retired = new RetiredSegments(files, options);
    this.tail = new LiveTail(options);
    this.writer = new ChunkWriter(files, retired, new ChunkOwner());
    this.writer.start();
  }

  /** Where live segments are read. */
  public LiveStore store() {
    return files.store();
  }

  @Override
  public void replayed(LogBatch batch) throws IOException {
    awaitRoom();
    appended(batch);
  }

  @Override
  public void appended(LogBatch batch) {
    labelKeys.add(batch.events());
    long bytesEach = Math.max(1, batch.bytes() / batch.events().size());
    synchronized (lock) {
      List<Event> rest = batch.events();
      long sequence = batch.firstSequence();
      while (!rest.isEmpty()) {
        int taken = tail.add(batch.seal(), sequence, rest, bytesEach);
        if (tail.isFull()) {
          cutTail();
        }
        sequence += taken;
        rest = rest.subList(taken, rest.size());
      }
    }
  }

  @Override
  public void cut(LogCut cut) {
    synchronized (lock) {
      cutTail();
    }
  }

  private void cutTail() {
    Optional<LiveContent> content = tail.content();
    if (content.isPresent()) {
      LiveChunk chunk = new LiveChunk(content.get());
      tail.clear();
      chunks.addLast(chunk);
      writer.add(chunk);
    }
  }

  /**
   * All of the writer's seals up to this one are readable in the archive: from now on, and at once
   * for all of its events, they are no longer live.
   */
  public void sealed(long seal) {
    List<LiveSegment> replaced = new ArrayList<>();
    synchronized (lock) {
      sealedThrough = seal;
      while (!chunks.isEmpty() && chunks.getFirst().seal() <= seal) {
        // one that waits to be written still is: a snapshot may have it
        chunks.removeFirst().segment().ifPresent(replaced::add);
      }
      lock.notifyAll();
    }
    replaced.forEach(this::retire);
    synchronized (tailLock) {
      if (tailSegment.isPresent() && tailSegment.get().segment().name().seals().last() <= seal) {
        retire(tailSegment.get());
        tailSegment = Optional.empty();
      }
    }
  }

  /**
   * Waits until the writer's seals up to this one are readable in the archive.
   *
   * @return whether they are, before the time is over
   */
  public boolean awaitSealed(long seal, Duration most) throws IOException {
    long deadline = System.nanoTime() + most.toNanos();
    synchronized (lock) {
      while (sealedThrough < seal && !closed) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw (InterruptedIOException)
              new InterruptedIOException("Interrupted while waiting for a seal").initCause(e);
        }
      }
      return sealedThrough >= seal;
    }
  }

  /**
   * Waits until the writing of chunks has caught up with the events.
   *
   * @throws IOException if it cannot, because chunks cannot be written
   */
  public void awaitRoom() throws IOException {
    writer.awaitRoom();
  }

  /**
   * What is acknowledged and not yet sealed, now or a little later. Take it first, list the archive
   * second, and leave out the writer's segments there that are past the snapshot's seal.
   *
   * @throws IOException if live segments cannot be written on this machine
   */
  public LiveSnapshot snapshot() throws IOException {
    State state = state();
    Optional<LiveSegment> tailNow = Optional.empty();
    if (state.tail().isPresent()) {
      synchronized (tailLock) {
        if (tailSegment.isEmpty() || !tailSegment.get().covers(state.tail().get())) {
          // others may have waited for the lock long; what they need was added meanwhile
          state = state();
          if (state.tail().isPresent()) {
            replaceTail(files.write(state.tail().get()));
          }
        }
        tailNow = state.tail().isPresent() ? tailSegment : Optional.empty();
      }
    }
    List<Segment> segments = new ArrayList<>();
    for (LiveChunk chunk : state.chunks()) {
      segments.add(chunk.await().segment());
    }
    tailNow.ifPresent(segment -> segments.add(segment.segment()));
    return new LiveSnapshot(state.sealedThrough(), segments);
  }

  private void retire(LiveSegment segment) {
    retired.add(segment);
    writer.wake();
  }

  private void replaceTail(LiveSegment segment) {
    tailSegment.ifPresent(this::retire);
    tailSegment = Optional.of(segment);
  }

  private State state() {
    synchronized (lock) {
      return new State(sealedThrough, List.copyOf(chunks), tail.content());
    }
  }

  /** The label keys of all live events, now and since the start. */
  public SortedSet<String> labelKeys() {
    return labelKeys.keys();
  }

  /** How many events are live. */
  public long rows() {
    synchronized (lock) {
      return tail.rows() + chunks.stream().mapToLong(LiveChunk::rows).sum();
    }
  }

  /** The highest seal that is readable in the archive. */
  public long sealedThrough() {
    synchronized (lock) {
      return sealedThrough;
    }
  }

  /** Why the last chunk could not be written; empty if it could. */
  public Optional<IOException> problem() {
    return writer.problem();
  }

  /** What the thread that writes chunks asks of this. */
  private final class ChunkOwner implements ChunkWriter.Owner {

    @Override
    public void written(LiveChunk chunk, LiveSegment segment) {
      boolean sealedMeanwhile;
      synchronized (lock) {
        chunk.written(segment);
        sealedMeanwhile = !chunks.contains(chunk);
      }
      if (sealedMeanwhile) {
        // a query may have taken its snapshot before that
        retire(segment);
      }
    }

    @Override
    public boolean isLive(LiveChunk chunk) {
      synchronized (lock) {
        return chunks.contains(chunk);
      }
    }

    @Override
    public void tidy() {
      retired.deleteExpired();
      labelKeys.lookUp();
    }
  }

  /** Stops, and deletes the live segments: the log has their events. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      lock.notifyAll();
    }
    writer.close();
    try {
      files.deleteAll();
    } catch (IOException e) {
      LOGGER.warn("Live segments are left until the next start", e);
    }
  }
}
