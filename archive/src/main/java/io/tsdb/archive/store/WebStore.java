package io.tsdb.archive.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The objects of a web server that serves an archive's folder as it is, read-only: an object is
 * {@code GET <base>/<key>} with {@code Range}. What there is says {@code index.json}.
 *
 * <p>The ETags there are those of the folder or bucket that was indexed, not this server's, and
 * many servers give weak ones or none. So an object is told from others by what cannot differ: its
 * key names its times, writer, seals and rows, each answer tells the size, and readers check the
 * bytes against the checksums in the segment. Besides, the ETag of the first answer, if there is
 * one, must be that of all later ones.
 */
public final class WebStore implements ObjectStore {

  /** Most objects whose ETags are remembered. */
  static final int MOST_ETAGS = 10_000;

  private static final String REMEDY =
      " Run the command index on the archive again, and see that the server serves what it wrote.";

  private final HttpStore server;
  private final Cache<StoredObject, String> etags =
      Caffeine.newBuilder().maximumSize(MOST_ETAGS).build();

  WebStore(HttpStore server) {
    this.server = server;
  }

  @Override
  public String location() {
    return server.location();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    return server.list(folder, startAfter, depth);
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    String etag = Optional.ofNullable(etags.getIfPresent(object)).orElse("");
    StoredObject here = new StoredObject(object.key(), object.size(), etag);
    try {
      return ranges(object)
          .read(location() + ": reading " + object.key(), here, offset, length, listener);
    } catch (StoreException e) {
      if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.CHANGED) {
        throw e;
      }
      etags.invalidate(object);
      throw new StoreException(e.reason(), outdated(object, e), e);
    }
  }

  private RangeReads ranges(StoredObject object) {
    return server.rangeReads(
        new RangeReads.Server() {
          @Override
          public Request request(String what, String key, String range, Optional<String> ifMatch) {
            Request.Builder request = server.request(url(key)).header("Range", range);
            ifMatch.ifPresent(etag -> request.header("If-Match", etag));
            return request.build();
          }

          @Override
          public void answered(StoredObject here, WebClient.Answer answer) {
            answer
                .header("ETag")
                .filter(etag -> etag.chars().allMatch(c -> c >= ' ' && c < 0x7f))
                .ifPresent(etag -> etags.put(object, etag));
          }

          @Override
          public IOException refused(String what, String key, WebClient.Answer answer) {
            return server.refused(what, key, answer);
          }
        });
  }

  private String outdated(StoredObject object, StoreException e) {
    return location()
        + ": reading "
        + object.key()
        + " failed: "
        + (e.reason() == Reason.NOT_FOUND
            ? "index.json names it, and the server has no such file (404)."
            : "the file is not the one that was indexed, or read before.")
        + REMEDY;
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return server
        .fetch("/" + Percent.encodePath(Keys.require(key)), Optional.empty(), limit)
        .body()
        .orElseThrow();
  }

  private HttpUrl url(String key) {
    return HttpUrl.get(location() + "/" + Percent.encodePath(Keys.require(key)));
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    return server.create(key, content);
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    server.replace(key, content);
  }

  @Override
  public void delete(String key) throws IOException {
    server.delete(key);
  }

  /** Its connections are those of the {@link HttpStore}, which closes them. */
  @Override
  public void close() {}
}
