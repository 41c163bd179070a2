package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final BodyPlan plan;
  private final BlockingQueue<Exchange> ended;

  private volatile long startNanos;
  private volatile boolean started;
  private final AtomicInteger sent = new AtomicInteger();
  private volatile long firstByteNanos;
  private volatile boolean answering;
  private volatile int received;
  private volatile long lastHeardNanos;
  private volatile boolean silent;
  private volatile boolean over;
  private volatile long endNanos;
  private volatile Optional<WebClient.Answer> answer = Optional.empty();
  private volatile Throwable failure;

  /** What is wanted of the body of a successful answer. */
  @FunctionalInterface
  interface BodyPlan {

    /** Most bytes of it. */
    int limit(Response response);

    /** Who takes note of its bytes as they come. */
    default Watch watch(Response response) {
      return (body, from, to) -> {};
    }
  }

  /** Takes note of bytes of a body, in order, while others are still to come. */
  @FunctionalInterface
  interface Watch {
    void arrived(byte[] body, int from, int to);
  }

  /**
   * @param plan what is wanted
   * @param bytes about how many are to be sent or received
   * @param patience for an answer to come; its bytes add the time that they need
   * @param ended takes this when it has ended; it must have room
   */
  Exchange(
      OkHttpClient client,
      Request request,
      BodyPlan plan,
      long bytes,
      Duration patience,
      BlockingQueue<Exchange> ended) {
    this.call = client.newCall(request.newBuilder().tag(Exchange.class, this).build());
    this.patience = patience;
    this.plan = plan;
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
    lastHeardNanos = startNanos;
    started = true;
  }

  /** Called each time that the request is sent: OkHttp repeats some by itself. */
  void onSend() {
    lastHeardNanos = System.nanoTime();
    sent.incrementAndGet();
  }

  @Override
  public void onResponse(Call answered, Response response) {
    firstByteNanos = System.nanoTime();
    lastHeardNanos = firstByteNanos;
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
    over = true;
    if (!ended.offer(this)) {
      throw new IllegalStateException("No room for an ended request");
    }
  }

  private WebClient.Answer read(Response response) throws IOException {
    boolean headless = response.request().method().equals("HEAD");
    int most = response.isSuccessful() ? plan.limit(response) : MOST_BYTES_OF_AN_ERROR;
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
      body = filled(source, (int) length, plan.watch(response));
    } else {
      whole = false;
      body = response.isSuccessful() ? new byte[0] : filled(source, most, (bytes, from, to) -> {});
    }
    if (!whole) {
      // else closing it would read on for a while
      call.cancel();
    }
    return new WebClient.Answer(
        response.code(), response.message(), response.headers(), body, whole);
  }

  /** The only copy of these bytes on their way from OkHttp's buffer of the socket. */
  private byte[] filled(BufferedSource source, int length, Watch watch) throws IOException {
    byte[] body = new byte[length];
    for (int at = 0; at < length; progress(at)) {
      int count = source.read(body, at, Math.min(PIECE_BYTES, length - at));
      if (count < 0) {
        throw new IOException("the body ended after " + at + " of " + length + " bytes");
      }
      watch.arrived(body, at, at + count);
      at += count;
    }
    return body;
  }

  private void progress(int bytes) throws IOException {
    received = bytes;
    lastHeardNanos = System.nanoTime();
    if (lastHeardNanos - startNanos > allowedNanos(bytes)) {
      throw new InterruptedIOException("too slow");
    }
  }

  /** For how long nothing has come, in ns; 0 while it waits for a thread, or if it has ended. */
  long silenceNanos() {
    return started && !silent && !over ? System.nanoTime() - lastHeardNanos : 0;
  }

  /** Ends it as one that takes too long. */
  void endAsSilent() {
    silent = true;
    cancel();
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
    if (silent || failure instanceof InterruptedIOException) {
      // the latter is what OkHttp throws for its timeouts; for callers it means an interrupt
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
