package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import okhttp3.Request;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects under a prefix of an S3 bucket, or of any store that speaks S3 with conditional requests.
 *
 * <p>A request is tried again only by {@link Retries}; the SDK's own retries are off. ETags are
 * those of S3, in their quotes.
 */
public final class S3Store implements ObjectStore {

  private static final int KEYS_PER_PAGE = 1000;

  /** Sorts after any text that follows a folder's {@code /}. */
  private static final String LAST_CODE_POINT = Character.toString(Character.MAX_CODE_POINT);

  private static final String NO_ETAG = "";

  private final ArchiveUrl.S3 url;
  private final S3Client client;
  private final WebClient web;
  private final S3Requests requests;
  private final S3Failures failures;
  private final Retries retries;
  private final RangeReads ranges;
  private final String prefix;

  S3Store(
      ArchiveUrl.S3 url,
      S3Client client,
      WebClient web,
      S3Requests requests,
      S3Failures failures,
      Retries retries) {
    this.url = url;
    this.client = client;
    this.web = web;
    this.requests = requests;
    this.failures = failures;
    this.retries = retries;
    this.ranges = new RangeReads(web, retries, new Server());
    this.prefix = url.prefix().isEmpty() ? "" : url.prefix() + "/";
  }

  @Override
  public String location() {
    return url.toString();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    Keys.requireFolder(folder);
    String what = doing("listing", folder.isEmpty() ? "its keys" : folder);
    ListObjectsV2Response page =
        request(
            what,
            "",
            () ->
                client.listObjectsV2(
                    request -> {
                      request.bucket(url.bucket()).prefix(prefix + folder).maxKeys(KEYS_PER_PAGE);
                      if (!startAfter.isEmpty()) {
                        request.startAfter(prefix + startAfter);
                      }
                      if (depth == ListDepth.FOLDER) {
                        request.delimiter("/");
                      }
                    }));
    List<StoredObject> objects = new ArrayList<>(page.contents().size());
    String last = "";
    for (S3Object object : page.contents()) {
      if (object.key() == null || object.size() == null || object.size() < 0) {
        throw new StoreException(
            Reason.PROTOCOL,
            what
                + " failed: the store listed an object without key or size: "
                + object.key()
                + ".");
      }
      if (!object.key().startsWith(prefix + folder)) {
        throw new StoreException(
            Reason.PROTOCOL,
            what + " failed: the store answered the key " + object.key() + " outside of it.");
      }
      last = object.key();
      String key = object.key().substring(prefix.length());
      // no object of ours, such as one of no bytes by which some consoles mark a folder
      if (Keys.problem(key).isEmpty()) {
        objects.add(
            new StoredObject(
                key,
                object.size(),
                // S3Proxy lists uploads under way, under other names and without an ETag
                Optional.ofNullable(object.eTag()).orElse(NO_ETAG)));
      }
    }
    for (CommonPrefix below : page.commonPrefixes()) {
      String end = below.prefix() + LAST_CODE_POINT;
      last = Keys.ORDER.compare(last, end) < 0 ? end : last;
    }
    if (page.isTruncated() == null) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: expected a listing, found another answer. Check that the endpoint is that"
              + " of a store that speaks S3 (ListObjectsV2).");
    }
    objects.sort((a, b) -> Keys.ORDER.compare(a.key(), b.key()));
    if (!page.isTruncated()) {
      return new ListPage(objects, Optional.empty());
    }
    if (last.isEmpty() || Keys.ORDER.compare(last, prefix + startAfter) <= 0) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: the store answered that there is more after '"
              + startAfter
              + "', but not what.");
    }
    return new ListPage(objects, Optional.of(last.substring(prefix.length())));
  }

  /** What the SDK delivers of an object. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Download(GetObjectResponse response, byte[] body, boolean whole) {}

  private static ResponseTransformer<GetObjectResponse, Download> atMost(int limit) {
    return (response, stream) -> {
      // more may have been sent than WebClient took
      long sent = Optional.ofNullable(response.contentLength()).orElse(-1L);
      byte[] body;
      if (sent >= 0 && sent <= limit) {
        // in one piece: the other way takes it in pieces of 8 KiB and joins them
        byte[] whole = new byte[(int) sent];
        int received = stream.readNBytes(whole, 0, whole.length);
        body = received == whole.length ? whole : Arrays.copyOf(whole, received);
      } else {
        body = stream.readNBytes(limit);
      }
      return new Download(response, body, sent <= body.length && stream.read() < 0);
    };
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    String what = doing("reading", object.key());
    if (object.etag().equals(NO_ETAG)) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: the store lists it without an ETag, by which objects are told apart. Use a"
              + " store that gives ETags.");
    }
    return ranges.read(what, object, offset, length, listener);
  }

  private final class Server implements RangeReads.Server {

    @Override
    public Request request(String what, String key, String range, Optional<String> ifMatch)
        throws IOException {
      try {
        return requests.get(s3Key(key), range, ifMatch);
      } catch (SdkException e) {
        throw failures.explain(what, s3Key(key), e);
      }
    }

    @Override
    public IOException refused(String what, String key, WebClient.Answer answer) {
      S3Failures.Refusal refusal = S3Failures.Refusal.of(answer);
      if (refusal.isWrongClock()) {
        answer.header("Date").ifPresent(requests::setClock);
      }
      return failures.refused(what, s3Key(key), refusal);
    }
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    String what = doing("reading", key);
    Download download =
        request(
            what,
            s3Key(key),
            () ->
                client.getObject(
                    request -> request.bucket(url.bucket()).key(s3Key(key)),
                    atMost(Math.min(limit, OkHttpSdkClient.MOST_BYTES))));
    if (!download.whole()) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: expected at most "
              + limit
              + " bytes, found "
              + Optional.ofNullable(download.response().contentLength())
                  .map(Object::toString)
                  .orElse("more")
              + ". Make it smaller, or find out what wrote it.");
    }
    return download.body();
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    return new S3Upload(this, doing("creating", key), key, content).create();
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    new S3Upload(this, doing("replacing", key), key, content).replace();
  }

  @Override
  public void delete(String key) throws IOException {
    String what = doing("deleting", key);
    retries.run(
        what,
        () -> {
          try {
            return client.deleteObject(request -> request.bucket(url.bucket()).key(s3Key(key)));
          } catch (S3Exception e) {
            IOException explained = failures.explain(what, s3Key(key), e);
            if (e.statusCode() == 404
                && e.awsErrorDetails() != null
                && "NoSuchKey".equals(e.awsErrorDetails().errorCode())) {
              return Optional.empty();
            }
            throw explained;
          } catch (SdkException e) {
            throw failures.explain(what, s3Key(key), e);
          }
        });
  }

  <T> T request(String what, String key, Retries.Attempt<T> attempt) throws IOException {
    return retries.run(
        what,
        () -> {
          try {
            return attempt.run();
          } catch (SdkException e) {
            throw failures.explain(what, key, e);
          }
        });
  }

  String s3Key(String key) {
    return prefix + Keys.require(key);
  }

  String bucket() {
    return url.bucket();
  }

  S3Client client() {
    return client;
  }

  S3Failures failures() {
    return failures;
  }

  Retries retries() {
    return retries;
  }

  /** For tests: none may be left over. */
  int connectionsInUse() {
    return web.connectionsInUse();
  }

  private String doing(String verb, String name) {
    return url + ": " + verb + " " + name;
  }

  @Override
  public void close() {
    client.close();
  }
}
