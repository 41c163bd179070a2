package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Sends HTTP requests and reads their answers whole.
 *
 * <p>A thread that blocks on a socket does not notice an interrupt. So a request runs on a thread
 * of this client (at most {@value #MOST_REQUESTS} at once), and the caller waits for it: an
 * interrupt cancels the request, closes its connection and lets the caller go at once. The price is
 * one change of threads, small against a network's latency.
 *
 * <p>Redirects are not followed, and nothing is decoded: bytes arrive as they are stored. OkHttp
 * itself repeats a request once where a kept connection turns out to be closed, and for a 408 or
 * 503 that asks for it at once; all else is left to {@link Retries}.
 */
final class WebClient implements AutoCloseable {

  static final int MOST_REQUESTS = 64;

  private static final int MOST_IDLE_CONNECTIONS = 32;
  private static final int MOST_BYTES_OF_AN_ERROR = 64 * 1024;
  private static final long SLOWEST_BYTES_PER_SECOND = 1024 * 1024;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final OkHttpClient client;
  private final Duration requestTimeout;

  WebClient(StoreOptions options) {
    requestTimeout = options.requestTimeout();
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
            .connectionPool(new ConnectionPool(MOST_IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
            .connectTimeout(options.connectTimeout())
            .readTimeout(requestTimeout)
            .writeTimeout(requestTimeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /**
   * An answer, whatever its status.
   *
   * @param body its bytes; those of an error at most 64 KiB
   * @param whole whether these are all of its bytes, or more than the limit were sent
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, String reason, Headers headers, byte[] body, boolean whole) {}

  /**
   * Sends a request and waits for its answer.
   *
   * @param limit most bytes accepted of a successful answer's body
   * @param bytes about how many are to be sent or received; the timeout grows with them
   * @throws InterruptedIOException only if the calling thread is interrupted, which it stays
   * @throws IOException if no whole answer came: no connection, reset, too late, too short
   */
  Answer send(Request request, int limit, long bytes) throws IOException {
    Call call = client.newCall(request);
    Duration timeout =
        requestTimeout.plusMillis(TimeUnit.SECONDS.toMillis(bytes) / SLOWEST_BYTES_PER_SECOND);
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call answered, Response response) {
            try (response) {
              answer.complete(read(response, limit));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
              answer.completeExceptionally(e);
            }
          }

          @Override
          public void onFailure(Call failed, IOException e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get();
    } catch (InterruptedException e) {
      call.cancel();
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("Interrupted while waiting for " + request.url().host())
              .initCause(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause(), timeout);
    }
  }

  private static IOException failure(Throwable cause, Duration timeout) {
    if (cause instanceof InterruptedIOException) {
      // what OkHttp throws for its timeouts; for callers it means an interrupt
      return new IOException("no answer came within " + timeout.toMillis() + " ms", cause);
    }
    if (cause instanceof IOException) {
      return new IOException(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("A request ended with an unexpected exception", cause);
  }

  private static Answer read(Response response, int limit) throws IOException {
    boolean headless = response.request().method().equals("HEAD");
    int most = response.isSuccessful() ? limit : Math.min(limit, MOST_BYTES_OF_AN_ERROR);
    BufferedSource source = response.body().source();
    long length = headless ? 0 : response.body().contentLength();
    byte[] body;
    boolean whole;
    if (length >= 0 && length <= most) {
      body = new byte[(int) length];
      source.readFully(body);
      whole = true;
    } else if (length > most) {
      body = new byte[most];
      source.readFully(body);
      whole = false;
    } else {
      whole = !source.request(most + 1L);
      body = source.readByteArray(Math.min(most, source.getBuffer().size()));
    }
    return new Answer(response.code(), response.message(), response.headers(), body, whole);
  }

  /** The first 200 characters of a body, for a message. */
  static String excerpt(String body) {
    String text = body.strip();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  /** Cancels what is under way and closes all connections. */
  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
