package io.tsdb.tests.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a server and an S3 endpoint, forwards bytes as they are, and can stop the upload
 * of a segment half way. Nothing that is signed is altered. Two threads a connection, as many
 * connections as the client opens.
 */
public final class UploadGate implements AutoCloseable {

  /** What the gate stops. */
  public enum Hold {
    NOTHING,
    /** The upload does not reach the store. */
    UPLOAD,
    /** The upload reaches the store, its answer does not come back. */
    ANSWER,
    /** The store is away: connections end as soon as they begin. */
    ALL
  }

  private final URI target;
  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Hold hold = Hold.NOTHING;

  public UploadGate(URI target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not listen", e);
    }
    thread(this::accept);
  }

  /** The endpoint to give to the client. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** What it stops from now on. */
  public void hold(Hold what) throws IOException {
    hold = what;
    if (what == Hold.ALL) {
      closeConnections();
    }
  }

  /** Whether an upload, or its answer, has been stopped. */
  public boolean hasHeld() {
    return held.getCount() == 0;
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket client = listener.accept();
        if (hold == Hold.ALL) {
          client.close();
          continue;
        }
        Socket server = new Socket(target.getHost(), target.getPort());
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean holdAnswer = new AtomicBoolean();
        thread(() -> pump(client, server, chunk -> passesRequest(chunk, holdAnswer)));
        thread(() -> pump(server, client, chunk -> passesAnswer(chunk, holdAnswer)));
      } catch (IOException e) {
        return; // the listener is closed, or the store is gone: the client sees its connection end
      }
    }
  }

  private interface Inspection {
    boolean passes(String chunk) throws InterruptedException;
  }

  private boolean passesRequest(String chunk, AtomicBoolean holdAnswer)
      throws InterruptedException {
    String line = chunk.lines().findFirst().orElse("");
    if (!line.startsWith("PUT ") || !line.contains("/events/")) {
      return true;
    }
    switch (hold) {
      case UPLOAD -> {
        held.countDown();
        closed.await();
        return false;
      }
      case ANSWER -> holdAnswer.set(true);
      case NOTHING, ALL -> {}
    }
    return true;
  }

  private boolean passesAnswer(String chunk, AtomicBoolean holdAnswer) throws InterruptedException {
    if (!holdAnswer.get() || chunk.startsWith("HTTP/1.1 100")) {
      return true;
    }
    held.countDown();
    closed.await();
    return false;
  }

  private static void pump(Socket from, Socket to, Inspection inspection) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (!inspection.passes(new String(buffer, 0, length, ISO_8859_1))) {
          return;
        }
        out.write(buffer, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      return; // one side has closed: so does the other, by the end of this block
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "upload-gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    closeConnections();
  }

  private void closeConnections() throws IOException {
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }
}
