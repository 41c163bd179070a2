package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/**
 * One HTTP request under way, and how it ended. It runs on a thread of the client; when it has
 * ended, however it did, it is put into a queue.
 *
 * <p>A body must come at {@link #LEAST_BYTES_PER_SECOND} at least, once the time for an answer is
 * over. So a body that comes byte by byte ends the request soon after that time, and one of many
 * bytes has as long as they need on a line that many requests share.
 */
final class Exchange implements Callback {

  /** 32 requests at once get by with 2 MiB/s. */
  static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

  private static final int MOST_BYTES_OF_AN_ERROR = 64 * 1024;
  private static final int PIECE_BYTES = 64 * 1024;

  private final Call call;
  private final Duration patience;
  private final ToIntFunction<Response> limit;
  private final BlockingQueue<Exchange> ended;

  private volatile long startNanos;
  private volatile boolean started;
  private final AtomicInteger sent = new AtomicInteger();
  private volatile long firstByteNanos;
  private volatile boolean answering;
  private volatile int received;
  private volatile long endNanos;
  private volatile Optional<WebClient.Answer> answer = Optional.empty();
  private volatile Throwable failure;

  /**
   * @param limit most bytes wanted of a successful answer's body
   * @param bytes about how many are to be sent or received
   * @param patience for an answer to come; its bytes add the time that they need
   * @param ended takes this when it has ended; it must have room
   */
  Exchange(
      OkHttpClient client,
      Request request,
      ToIntFunction<Response> limit,
      long bytes,
      Duration patience,
      BlockingQueue<Exchange> ended) {
    this.call = client.newCall(request.newBuilder().tag(Exchange.class, this).build());
    this.patience = patience;
    this.limit = limit;
    this.ended = ended;
    call.timeout().timeout(allowedNanos(bytes), TimeUnit.NANOSECONDS);
  }

  private long allowedNanos(long bytes) {
    return patience.toNanos() + bytes * TimeUnit.SECONDS.toNanos(1) / LEAST_BYTES_PER_SECOND;
  }

  void start() {
    call.enqueue(this);
  }

  /** Closes the request's connection. Without effect once it has ended. */
  void cancel() {
    call.cancel();
  }

  /** Called when it does no longer wait for a thread. */
  void onStart() {
    startNanos = System.nanoTime();
    started = true;
  }

  /** Called each time that the request is sent: OkHttp repeats some by itself. */
  void onSend() {
    sent.incrementAndGet();
  }

  @Override
  public void onResponse(Call answered, Response response) {
    firstByteNanos = System.nanoTime();
    answering = true;
    try (response) {
      answer = Optional.of(read(response));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      failure = e;
    } finally {
      end();
    }
  }

  @Override
  public void onFailure(Call failed, IOException e) {
    failure = e;
    end();
  }

  private void end() {
    endNanos = System.nanoTime();
    if (!ended.offer(this)) {
      throw new IllegalStateException("No room for an ended request");
    }
  }

  private WebClient.Answer read(Response response) throws IOException {
    boolean headless = response.request().method().equals("HEAD");
    int most = response.isSuccessful() ? limit.applyAsInt(response) : MOST_BYTES_OF_AN_ERROR;
    BufferedSource source = response.body().source();
    long length = headless ? 0 : response.body().contentLength();
    byte[] body;
    boolean whole = true;
    if (length < 0) {
      Buffer buffer = new Buffer();
      while (buffer.size() <= most && source.read(buffer, PIECE_BYTES) >= 0) {
        progress((int) buffer.size());
      }
      whole = buffer.size() <= most;
      body = buffer.readByteArray(Math.min(most, buffer.size()));
    } else if (length <= most) {
      body = filled(source, (int) length);
    } else {
      whole = false;
      body = response.isSuccessful() ? new byte[0] : filled(source, most);
    }
    if (!whole) {
      // else closing it would read on for a while
      call.cancel();
    }
    return new WebClient.Answer(
        response.code(), response.message(), response.headers(), body, whole);
  }

  /** The only copy of these bytes on their way from OkHttp's buffer of the socket. */
  private byte[] filled(BufferedSource source, int length) throws IOException {
    byte[] body = new byte[length];
    for (int at = 0; at < length; progress(at)) {
      int count = source.read(body, at, Math.min(PIECE_BYTES, length - at));
      if (count < 0) {
        throw new IOException("the body ended after " + at + " of " + length + " bytes");
      }
      at += count;
    }
    return body;
  }

  private void progress(int bytes) throws IOException {
    received = bytes;
    if (System.nanoTime() - startNanos > allowedNanos(bytes)) {
      throw new InterruptedIOException("too slow");
    }
  }

  /** Whether it does no longer wait for a thread. */
  boolean isStarted() {
    return started;
  }

  long startNanos() {
    return startNanos;
  }

  /** Whether the first byte of the answer's body may be read. */
  boolean isAnswering() {
    return answering;
  }

  /** When that was so. */
  long firstByteNanos() {
    return firstByteNanos;
  }

  /** How often OkHttp sent it by itself beyond the first time. */
  int repetitions() {
    return Math.max(0, sent.get() - 1);
  }

  Optional<WebClient.Answer> answer() {
    return answer;
  }

  /** Why there is no answer. */
  IOException failure() {
    if (failure instanceof InterruptedIOException) {
      // what OkHttp throws for its timeouts; for callers it means an interrupt
      long millis = TimeUnit.NANOSECONDS.toMillis(endNanos - (started ? startNanos : endNanos));
      String missing =
          sent.get() == 0
              ? "no connection was made"
              : answering ? "only " + received + " bytes of the body came" : "no answer came";
      return new IOException(missing + " within " + millis + " ms", failure);
    }
    if (failure instanceof IOException) {
      return new IOException(
          failure.getClass().getSimpleName() + ": " + failure.getMessage(), failure);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("A request ended with an unexpected exception", failure);
  }
}
