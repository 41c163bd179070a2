package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
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
  private static final long MOST_BYTES_OF_A_PUT = 5L << 30;

  /** Sorts after any text that follows a folder's {@code /}. */
  private static final String LAST_CODE_POINT = Character.toString(Character.MAX_CODE_POINT);

  private final ArchiveUrl.S3 url;
  private final S3Client client;
  private final S3Failures failures;
  private final Retries retries;
  private final String prefix;

  S3Store(ArchiveUrl.S3 url, S3Client client, S3Failures failures, Retries retries) {
    this.url = url;
    this.client = client;
    this.failures = failures;
    this.retries = retries;
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
      if (!object.key().startsWith(prefix + folder)) {
        throw new StoreException(
            Reason.PROTOCOL,
            what + " failed: the store answered the key " + object.key() + " outside of it.");
      }
      last = object.key();
      // some consoles mark a folder by an object of no bytes; it is no object of ours
      if (!object.key().endsWith("/")) {
        objects.add(
            new StoredObject(
                object.key().substring(prefix.length()), object.size(), object.eTag()));
      }
    }
    for (CommonPrefix below : page.commonPrefixes()) {
      String end = below.prefix() + LAST_CODE_POINT;
      last = Keys.ORDER.compare(last, end) < 0 ? end : last;
    }
    boolean more = Boolean.TRUE.equals(page.isTruncated()) && !last.isEmpty();
    objects.sort((a, b) -> Keys.ORDER.compare(a.key(), b.key()));
    return new ListPage(
        objects, more ? Optional.of(last.substring(prefix.length())) : Optional.empty());
  }

  /** What the SDK delivers of an object. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Download(GetObjectResponse response, byte[] body, boolean whole) {}

  private static ResponseTransformer<GetObjectResponse, Download> atMost(int limit) {
    return (response, stream) -> {
      byte[] body = stream.readNBytes(limit);
      // more may have been sent than WebClient took
      long sent = Optional.ofNullable(response.contentLength()).orElse(-1L);
      return new Download(response, body, sent <= body.length && stream.read() < 0);
    };
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length) throws IOException {
    String what = doing("reading", object.key());
    RangeAnswer.require(what, object, offset, length);
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    String key = s3Key(object.key());
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    return retries.run(
        what,
        () -> {
          try {
            Download download =
                client.getObject(
                    request ->
                        request
                            .bucket(url.bucket())
                            .key(key)
                            .range(range)
                            .ifMatch(RangeAnswer.quoted(object.etag())),
                    atMost(length));
            return new RangeAnswer(
                    download.response().sdkHttpResponse().statusCode(),
                    Optional.ofNullable(download.response().contentRange()),
                    Optional.ofNullable(download.response().contentEncoding())
                        .filter(encoding -> !encoding.isEmpty()),
                    Optional.ofNullable(download.response().eTag()),
                    download.body(),
                    download.whole())
                .verify(what, object, offset, length);
          } catch (S3Exception e) {
            if (e.statusCode() == 412) {
              throw RangeAnswer.changed(what);
            }
            if (e.statusCode() == 416) {
              throw RangeAnswer.outside(what, object, offset, length);
            }
            throw failures.explain(what, key, e);
          } catch (SdkException e) {
            throw failures.explain(what, key, e);
          }
        });
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
    String what = doing("creating", key);
    String s3Key = s3Key(key);
    long size = requireSize(what, content);
    ContentHash md5 = ContentHash.md5(content);
    return retries.run(
        what,
        () -> {
          try {
            String etag =
                client
                    .putObject(
                        request -> put(request, s3Key, md5).ifNoneMatch("*"), body(content, size))
                    .eTag();
            return new StoredObject(key, size, etag);
          } catch (S3Exception e) {
            if (e.statusCode() == 412 || e.statusCode() == 409) {
              return existing(what, key, content, size, md5, e);
            }
            throw failures.explain(what, s3Key, e);
          } catch (SdkException e) {
            throw failures.explain(what, s3Key, e);
          }
        });
  }

  /**
   * The object that kept ours from being created, if it has the same bytes: it may well be ours,
   * created by an attempt whose answer was lost.
   */
  private StoredObject existing(
      String what, String key, Content content, long size, ContentHash md5, S3Exception refusal)
      throws IOException {
    HeadObjectResponse head;
    try {
      head = client.headObject(request -> request.bucket(url.bucket()).key(s3Key(key)));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        // refused for another writer that is at it (409), or deleted since (412)
        throw new PassingFailure(
            "the store answered " + refusal.statusCode() + ", yet there is no such object", e);
      }
      throw failures.explain(what, s3Key(key), e);
    } catch (SdkException e) {
      throw failures.explain(what, s3Key(key), e);
    }
    StoredObject found = new StoredObject(key, head.contentLength(), head.eTag());
    // an ETag is the MD5 only where the object was put in one part and not encrypted with a key
    if (found.size() == size
        && (RangeAnswer.sameEtag(found.etag(), md5.hex()) || sameBytes(found, content))) {
      return found;
    }
    throw new StoreException(
        Reason.EXISTS,
        what
            + " failed: an object of "
            + found.size()
            + " bytes with other content already has this key. Give each server a writer's name of"
            + " its own, and find out what wrote it.",
        refusal);
  }

  private boolean sameBytes(StoredObject object, Content content) throws IOException {
    int part = 8 * 1024 * 1024;
    try (InputStream ours = content.open()) {
      for (long offset = 0; offset < object.size(); offset += part) {
        int length = (int) Math.min(part, object.size() - offset);
        if (!ByteBuffer.wrap(ours.readNBytes(length)).equals(read(object, offset, length))) {
          return false;
        }
      }
      return ours.read() < 0;
    }
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    String what = doing("replacing", key);
    long size = requireSize(what, content);
    ContentHash md5 = ContentHash.md5(content);
    request(
        what,
        s3Key(key),
        () -> client.putObject(request -> put(request, s3Key(key), md5), body(content, size)));
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

  private <T> T request(String what, String key, Retries.Attempt<T> attempt) throws IOException {
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

  private PutObjectRequest.Builder put(
      PutObjectRequest.Builder request, String key, ContentHash md5) {
    return request
        .bucket(url.bucket())
        .key(key)
        .contentMD5(md5.base64())
        .contentType(key.endsWith(".json") ? "application/json" : "application/vnd.sqlite3");
  }

  private static RequestBody body(Content content, long size) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            return content.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        size,
        "application/octet-stream");
  }

  private static long requireSize(String what, Content content) throws IOException {
    long size = content.size();
    if (size > MOST_BYTES_OF_A_PUT) {
      throw new StoreException(
          Reason.UNSUPPORTED,
          what
              + " failed: expected at most 5 GiB, found "
              + size
              + " bytes. Seal or compact to smaller segments.");
    }
    return size;
  }

  private String s3Key(String key) {
    return prefix + Keys.require(key);
  }

  private String doing(String verb, String name) {
    return url + ": " + verb + " " + name;
  }

  @Override
  public void close() {
    client.close();
  }
}
