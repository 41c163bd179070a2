package io.tsdb.benchmarks;

import io.tsdb.benchmarks.Traffic.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and an HTTP/1.1 server on the loopback interface, holds back each request
 * as long as a round trip would take, and counts. It passes bytes on unread, so signatures stay
 * valid; what the client sends after the server has answered is the next request, since HTTP
 * clients of today do not pipeline. Making a connection costs no round trip here.
 *
 * <p>Bounds: {@value #CONNECTIONS} connections, a buffer of 64 KiB for each direction of each.
 */
final class RoundTripProxy implements AutoCloseable {

  private static final int CONNECTIONS = 128;
  private static final int BUFFER = 64 * 1024;

  private final InetSocketAddress server;
  private final ServerSocket listening;
  private final Semaphore free = new Semaphore(CONNECTIONS);
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Pending> exchanges = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "round-trip-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long delayNanos;

  private RoundTripProxy(InetSocketAddress server, ServerSocket listening) {
    this.server = server;
    this.listening = listening;
  }

  /** Starts before the server at {@code server}, without delay. */
  static RoundTripProxy before(URI server) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    RoundTripProxy proxy =
        new RoundTripProxy(
            new InetSocketAddress(loopback, server.getPort()),
            new ServerSocket(0, CONNECTIONS, loopback));
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Holds back each request that comes from now on for so long. */
  void delay(Duration roundTrip) {
    delayNanos = roundTrip.toNanos();
  }

  /** Forgets what was counted. */
  void reset() {
    exchanges.clear();
  }

  /** What was counted since the last {@link #reset}. */
  Traffic traffic() {
    return new Traffic(exchanges.stream().map(Pending::exchange).toList());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        free.acquireUninterruptibly();
        open(listening.accept());
      } catch (IOException e) {
        free.release();
        if (!listening.isClosed()) {
          throw new IllegalStateException("The proxy before " + server + " cannot listen", e);
        }
      }
    }
  }

  private void open(Socket client) throws IOException {
    Socket upstream = new Socket();
    try {
      upstream.connect(server, 5_000);
      upstream.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      client.close();
      upstream.close();
      throw e;
    }
    Link link = new Link(client, upstream);
    links.add(link);
    threads.execute(() -> link.pass(client, upstream, link::sent));
    threads.execute(() -> link.pass(upstream, client, link::answered));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    links.forEach(Link::close);
    threads.shutdownNow();
  }

  /** Called for each piece of bytes before it is passed on. */
  @FunctionalInterface
  private interface Watch {
    void passed(byte[] bytes, int length);
  }

  /** A client's connection and the one to the server that belongs to it. */
  private final class Link {

    private final Socket client;
    private final Socket upstream;
    private volatile Pending current;
    private boolean closed;

    Link(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void pass(Socket from, Socket to, Watch watch) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          watch.passed(buffer, length);
          out.write(buffer, 0, length);
        }
      } catch (SocketException e) {
        // Either side may hang up at any time; the other one is told by closing.
      } catch (IOException e) {
        throw new IllegalStateException("The proxy before " + server + " failed", e);
      } finally {
        close();
      }
    }

    void sent(byte[] bytes, int length) {
      Pending before = current;
      if (before == null || before.isAnswered()) {
        Pending next = new Pending(target(bytes, length), System.nanoTime());
        current = next;
        exchanges.add(next);
        hold(next.start + delayNanos);
      }
    }

    void answered(byte[] bytes, int length) {
      Pending pending = current;
      if (pending != null) {
        pending.answered(length);
      }
    }

    synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      links.remove(this);
      free.release();
      for (Socket socket : List.of(client, upstream)) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new IllegalStateException("The proxy before " + server + " cannot close", e);
        }
      }
    }
  }

  private static void hold(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** The second word of {@code GET /path HTTP/1.1}. */
  private static String target(byte[] bytes, int length) {
    String[] words =
        new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
            .lines()
            .findFirst()
            .orElse("")
            .split(" ", 3);
    return words.length > 1 ? words[1] : "";
  }

  /** An exchange under way. */
  private static final class Pending {

    private final String target;
    private final long start;
    private long end;
    private long bytes;

    Pending(String target, long start) {
      this.target = target;
      this.start = start;
      this.end = start;
    }

    synchronized boolean isAnswered() {
      return bytes > 0;
    }

    synchronized void answered(int length) {
      bytes += length;
      end = System.nanoTime();
    }

    synchronized Exchange exchange() {
      return new Exchange(target, start, end, bytes);
    }
  }
}
