package io.tsdb.archive.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Reads ranges of objects over HTTP, the same way from all kinds of servers: only of the object
 * that was listed ({@code If-Match}, where its ETag allows it), repeated, hedged, and not believed
 * before it is verified.
 */
final class RangeReads {

  private final WebClient client;
  private final Retries retries;
  private final Server server;

  RangeReads(WebClient client, Retries retries, Server server) {
    this.client = client;
    this.retries = retries;
    this.server = server;
  }

  /** What servers differ in. */
  interface Server {

    /**
     * The authorised request for a range; made anew for each attempt.
     *
     * @param what is done, for messages
     * @param range as in the header {@code Range}
     * @param ifMatch as in the header of this name
     */
    Request request(String what, String key, String range, Optional<String> ifMatch)
        throws IOException;

    /** Takes note of an answer whose bytes were what was asked for. */
    default void answered(StoredObject object, WebClient.Answer answer) {}

    /** What it means that the answer's status is neither of success, 412 nor 416. */
    IOException refused(String what, String key, WebClient.Answer answer);
  }

  /**
   * Exactly {@code length} bytes from {@code offset} on.
   *
   * @param what is done, for messages: {@code http://host: reading events/...}
   * @throws StoreException as {@link ObjectStore#read} says
   */
  ByteBuffer read(String what, StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    RangeAnswer.require(what, object, offset, length);
    RangeAnswer.requireEtag(what, object.etag());
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    RangeAnswer.Wish wish = new RangeAnswer.Wish(what, object, offset, length);
    return retries.run(what, listener, () -> attempt(wish, listener));
  }

  /** What is wanted of an answer's body, and who is told of its bytes as they come. */
  private record Arrival(RangeAnswer.Wish wish, ReadListener listener)
      implements Exchange.BodyPlan {

    @Override
    public int limit(Response response) {
      return RangeAnswer.bytesWanted(response.code(), wish);
    }

    @Override
    public Exchange.Watch watch(Response response) {
      WebClient.Answer header =
          new WebClient.Answer(
              response.code(), response.message(), response.headers(), new byte[0], true);
      return RangeAnswer.promises(header, response.body().contentLength(), wish)
          ? listener::arrived
          : (body, from, to) -> {};
    }
  }

  private ByteBuffer attempt(RangeAnswer.Wish wish, ReadListener listener) throws IOException {
    String key = wish.object().key();
    Request request =
        server.request(wish.what(), key, wish.range(), RangeAnswer.ifMatch(wish.object().etag()));
    WebClient.Answer answer;
    try {
      answer = client.read(request, new Arrival(wish, listener), wish.length(), listener);
    } catch (IOException e) {
      throw ConnectionFailures.explain(wish.what(), e);
    }
    return switch (answer.status()) {
      case 412 -> throw RangeAnswer.changed(wish.what());
      case 416 -> throw RangeAnswer.outside(answer, wish);
      case 200, 206 -> {
        ByteBuffer bytes = RangeAnswer.verified(answer, wish);
        server.answered(wish.object(), answer);
        yield bytes;
      }
      default -> {
        if (answer.status() / 100 == 2) {
          throw RangeAnswer.unexpected(answer, wish);
        }
        throw server.refused(wish.what(), key, answer);
      }
    };
  }
}
