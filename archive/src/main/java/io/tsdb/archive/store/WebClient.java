package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends HTTP requests and reads their answers whole.
 *
 * <p>A thread that blocks on a socket does not notice an interrupt. So a request runs on a thread
 * of this client (at most {@value #MOST_REQUESTS} at once), and the caller waits for it: an
 * interrupt cancels the request, closes its connection and lets the caller go at once. The price is
 * one change of threads, small against a network's latency.
 *
 * <p>It speaks HTTP/1.1 only. With HTTP/2 all requests to a server would share one connection,
 * where a lost packet holds up all of them, and a hedge the request that it is to overtake.
 *
 * <p>Redirects are not followed, and nothing is decoded: bytes arrive as they are stored. OkHttp
 * itself repeats a request once where a kept connection turns out to be closed, and for a 408 or
 * 503 that asks for it at once; all else is left to {@link Retries}.
 */
final class WebClient implements AutoCloseable {

  static final int MOST_REQUESTS = 64;

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final OkHttpClient client;
  private final OkHttpClient reads;
  private final Duration patience;
  private final boolean hedges;
  private final Hedging hedging = new Hedging(System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);

  WebClient(StoreOptions options) {
    patience = options.requestTimeout();
    hedges = options.hedging();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // the dispatcher's own limit keeps it to MOST_REQUESTS
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "tsdb-http-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MOST_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
    client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .socketFactory(new PromptSockets())
            .connectionPool(new ConnectionPool(MOST_REQUESTS, 1, TimeUnit.MINUTES))
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(options.connectTimeout())
            .readTimeout(patience)
            .writeTimeout(patience)
            .followRedirects(false)
            .followSslRedirects(false)
            .addInterceptor(chain -> proceed(chain, Exchange::onStart))
            .addNetworkInterceptor(chain -> proceed(chain, Exchange::onSend))
            .build();
    // with a time-out, OkHttp starts and stops a clock for each 8 KiB of a body
    reads = client.newBuilder().readTimeout(Duration.ZERO).build();
  }

  /** Tells an exchange how far it is. */
  private interface Step {
    void reached(Exchange exchange);
  }

  private static Response proceed(Interceptor.Chain chain, Step step) throws IOException {
    step.reached(chain.request().tag(Exchange.class));
    return chain.proceed(chain.request());
  }

  /**
   * An answer, whatever its status.
   *
   * @param body its bytes; those of an error at most 64 KiB
   * @param whole whether these are all of its bytes, or more than the limit were sent
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, String reason, Headers headers, byte[] body, boolean whole) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param limit most bytes accepted of a successful answer's body
   * @param bytes about how many are to be sent or received; the time allowed grows with them
   * @throws InterruptedIOException only if the calling thread is interrupted, which it stays
   * @throws IOException if no whole answer came: no connection, reset, too late, too short
   */
  Answer send(Request request, int limit, long bytes) throws IOException {
    return new Race(
            client, request, response -> limit, bytes, patience, NO_LIMIT, ReadListener.NONE)
        .alone(hedging);
  }

  /**
   * Sends a request for a range of bytes, and if it is slow once more.
   *
   * @param plan what is wanted of a successful answer's body
   * @param length bytes asked for
   * @throws IOException as {@link #send} does
   */
  Answer read(Request request, Exchange.BodyPlan plan, int length, ReadListener listener)
      throws IOException {
    Race race = new Race(reads, request, plan, length, patience, patience, listener);
    return hedges ? race.hedged(hedging) : race.alone(hedging);
  }

  /** Reaches zero when this is closed. */
  CountDownLatch closed() {
    return closed;
  }

  /** Connections that are neither idle nor closed. */
  int connectionsInUse() {
    return client.connectionPool().connectionCount()
        - client.connectionPool().idleConnectionCount();
  }

  /** The first 200 characters of a body, for a message. */
  static String excerpt(String body) {
    String text = body.strip();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  /** Cancels what is under way and closes all connections. */
  @Override
  public void close() {
    closed.countDown();
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
