package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The archive of an ingest server, read-only: an object is {@code GET <base>/archive/<key>} with
 * {@code Range} and {@code If-Match}. What there is says the server's {@code GET /api/segments},
 * which {@link #call} can ask; {@link #list} is not supported.
 */
public final class HttpStore implements ObjectStore {

  private static final String NO_SERVER =
      "Check that the URL is that of a tsdb ingest server, with its port and path.";

  private final URI base;
  private final Optional<String> token;
  private final WebClient client;
  private final Retries retries;
  private final RangeReads ranges;

  public HttpStore(ArchiveUrl.Http url, StoreOptions options) throws StoreException {
    base = url.base();
    token = options.token();
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new StoreException(
          Reason.CONFIGURATION,
          base
              + ": expected a token of visible ASCII characters, found others in it. Check the"
              + " property token for spaces and line ends.");
    }
    client = new WebClient(options);
    retries = new Retries(options.attempts(), client.closed());
    ranges = new RangeReads(client, retries, new Server());
  }

  @Override
  public String location() {
    return base.toString();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws StoreException {
    throw unsupported("listing " + (folder.isEmpty() ? "its keys" : folder));
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    return ranges.read(doing("reading", object.key()), object, offset, length, listener);
  }

  /** Reads ranges by the same connections, the same way, of objects that lie elsewhere. */
  RangeReads rangeReads(RangeReads.Server server) {
    return new RangeReads(client, retries, server);
  }

  private final class Server implements RangeReads.Server {

    @Override
    public Request request(String what, String key, String range, Optional<String> ifMatch) {
      Request.Builder request = HttpStore.this.request(objectUrl(key)).header("Range", range);
      ifMatch.ifPresent(etag -> request.header("If-Match", etag));
      return request.build();
    }

    @Override
    public IOException refused(String what, String key, WebClient.Answer answer) {
      return HttpStore.this.refused(what, key, answer);
    }
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return get(key, objectUrl(key), limit);
  }

  /**
   * What a GET answered that need not be repeated as long as nothing has changed.
   *
   * @param body empty if it is still what it was (304)
   * @param version of the document, if the server told
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Fetched(Optional<byte[]> body, Optional<DocumentVersion> version) {}

  /**
   * Fetches a document below the server's address, unless it is one that is known already.
   *
   * @param path with its query, encoded: {@code /index.json}
   * @param known the version that need not be sent again
   * @param limit most bytes accepted
   */
  public Fetched fetch(String path, Optional<DocumentVersion> known, int limit) throws IOException {
    Request.Builder request = request(HttpUrl.get(base + path));
    known.ifPresent(version -> request.header(version.header(), version.value()));
    Request conditional = request.build();
    String what = doing("reading", path);
    return retries.run(
        what,
        () -> {
          WebClient.Answer answer = send(what, conditional, limit);
          return answer.status() == 304 && known.isPresent()
              ? new Fetched(Optional.empty(), known)
              : new Fetched(
                  Optional.of(body(what, path, answer, limit)), DocumentVersion.of(answer));
        });
  }

  /** The objects of a web server that knows nothing of archives, by the same connections. */
  public WebStore webStore() {
    return new WebStore(this);
  }

  /**
   * The body of the answer to a GET of the server's API.
   *
   * @param path below the server's address, with its query, encoded: {@code
   *     /api/segments?live=true}
   * @param limit most bytes accepted
   */
  public byte[] call(String path, int limit) throws IOException {
    return get(path, HttpUrl.get(base + path), limit);
  }

  private byte[] get(String name, HttpUrl url, int limit) throws IOException {
    String what = doing("reading", name);
    Request request = request(url).build();
    return retries.run(what, () -> body(what, name, send(what, request, limit), limit));
  }

  private byte[] body(String what, String name, WebClient.Answer answer, int limit)
      throws IOException {
    if (answer.status() / 100 != 2) {
      throw refused(what, name, answer);
    }
    RangeAnswer.requirePlain(what, answer);
    if (answer.status() != 200) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: the server answered "
              + answer.status()
              + " where 200 was expected. "
              + NO_SERVER);
    }
    if (!answer.whole()) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: expected at most "
              + limit
              + " bytes, found more. Make it smaller, or find out what wrote it.");
    }
    return answer.body();
  }

  /** A GET with the token, if there is one. */
  Request.Builder request(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url).header("Accept-Encoding", "identity");
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private HttpUrl objectUrl(String key) {
    return HttpUrl.get(base + "/archive/" + Percent.encodePath(Keys.require(key)));
  }

  private WebClient.Answer send(String what, Request request, int limit) throws IOException {
    try {
      return client.send(request, limit, limit);
    } catch (IOException e) {
      throw ConnectionFailures.explain(what, e);
    }
  }

  /** What to throw for an answer that is no success. */
  IOException refused(String what, String name, WebClient.Answer answer) {
    int status = answer.status();
    String found = "the server answered " + status + " " + answer.reason() + said(answer.body());
    if (status == 401 || status == 403) {
      return new StoreException(
          Reason.DENIED,
          what
              + " was refused: "
              + found
              + ". "
              + (token.isPresent()
                  ? "The token given is not one that may read here; check the property token."
                  : "No token is given; pass one with the role read as the property token."));
    }
    if (status == 404) {
      return new StoreException(
          Reason.NOT_FOUND,
          what + " failed: there is no " + name + ", " + found + ". " + NO_SERVER);
    }
    if (PassingFailure.isPassing(status)) {
      return new PassingFailure(found, PassingFailure.retryAfter(answer.header("Retry-After")));
    }
    if (status >= 300 && status < 400) {
      return new StoreException(
          Reason.CONFIGURATION,
          what
              + " failed: "
              + found
              + ", which sends elsewhere. Give the URL of the server itself"
              + answer.header("Location").map(to -> ": " + Redaction.redact(to)).orElse("")
              + ".");
    }
    return new StoreException(Reason.PROTOCOL, what + " failed: " + found + ". " + NO_SERVER);
  }

  /** The server's own words, without the token should it repeat that. */
  private String said(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (token.isPresent()) {
      text = text.replace(token.get(), "***");
    }
    return text.isBlank() ? "" : " (" + WebClient.excerpt(text) + ")";
  }

  /** For tests: none may be left over. */
  int connectionsInUse() {
    return client.connectionsInUse();
  }

  private String doing(String verb, String name) {
    return base + ": " + verb + " " + name;
  }

  @Override
  public StoredObject create(String key, Content content) throws StoreException {
    throw unsupported("creating " + key);
  }

  @Override
  public void replace(String key, Content content) throws StoreException {
    throw unsupported("replacing " + key);
  }

  @Override
  public void delete(String key) throws StoreException {
    throw unsupported("deleting " + key);
  }

  private StoreException unsupported(String what) {
    return new StoreException(
        Reason.UNSUPPORTED,
        base
            + ": "
            + what
            + " is not supported by an http archive. Use the file: or s3: URL of the server's"
            + " archive.");
  }

  @Override
  public void close() {
    client.close();
  }
}
