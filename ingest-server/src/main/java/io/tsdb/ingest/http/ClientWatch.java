package io.tsdb.ingest.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a client has closed its connection while its request is being worked on. The HTTP
 * server looks at the socket only when it reads or writes, which a long query does not do before
 * its first row. So the channel is registered with a selector of our own, too: readable with
 * nothing to read is its end. Bytes that are there, of a further request, are left alone, and
 * watching ends.
 */
final class ClientWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

  private final Selector selector;
  private final Queue<Watching> changed = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Clients that are gone and still watched; used by the thread alone. */
  private final Set<Watching> leavers = new HashSet<>();

  ClientWatch() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open a selector", e);
    }
    thread = new Thread(this::run, "client-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** One client that is watched until this is closed. */
  final class Watching implements AutoCloseable {
    private final SocketChannel channel;
    private final Runnable whenGone;
    private SelectionKey key;
    private boolean ended;
    private boolean gone;

    private Watching(SocketChannel channel, Runnable whenGone) {
      this.channel = channel;
      this.whenGone = whenGone;
    }

    /** Whether the client was seen to be gone. */
    synchronized boolean gone() {
      return gone;
    }

    /** Ends watching. The action does not run any more once this has returned. */
    @Override
    public synchronized void close() {
      ended = true;
      changed.add(this);
      selector.wakeup();
    }

    private void update() throws ClosedChannelException {
      boolean end;
      synchronized (this) {
        end = ended;
      }
      if (end) {
        if (key != null) {
          key.cancel();
        }
      } else {
        key = channel.register(selector, SelectionKey.OP_READ, this);
      }
    }

    private synchronized void look() throws IOException {
      key.cancel();
      gone = channel.socket().getInputStream().available() == 0;
      if (gone) {
        leavers.add(this);
      }
    }

    /** Says again that the client is gone; false once nobody wants to know any more. */
    private synchronized boolean tell() {
      if (!ended) {
        whenGone.run();
      }
      return !ended;
    }
  }

  /**
   * Starts watching.
   *
   * @param whenGone runs on the watch's own thread, and again every second until watching ends,
   *     since what it wants to stop may only be about to start; must not wait
   */
  Watching watch(SocketChannel channel, Runnable whenGone) {
    Watching watching = new Watching(channel, whenGone);
    changed.add(watching);
    selector.wakeup();
    return watching;
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(ClientWatch::look, leavers.isEmpty() ? 0 : 1_000);
        for (Watching next = changed.poll(); next != null; next = changed.poll()) {
          // A channel whose key was cancelled can be registered again only after a selection.
          selector.selectNow(ClientWatch::look);
          update(next);
        }
        leavers.removeIf(watching -> !tell(watching));
      } catch (IOException | RuntimeException e) {
        LOG.error("Watching clients failed; it goes on", e);
      }
    }
  }

  private static void update(Watching watching) {
    try {
      watching.update();
    } catch (ClosedChannelException | CancelledKeyException e) {
      LOG.debug("A client had gone before it was watched", e);
    }
  }

  private static boolean tell(Watching watching) {
    try {
      return watching.tell();
    } catch (RuntimeException e) {
      LOG.debug("Stopping the query of a client that is gone failed; it is tried again", e);
      return true;
    }
  }

  private static void look(SelectionKey key) {
    try {
      ((Watching) key.attachment()).look();
    } catch (IOException | RuntimeException e) {
      LOG.debug("Looking after a client failed; its query goes on", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(5_000);
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("Closing the selector failed", e);
    }
  }
}
