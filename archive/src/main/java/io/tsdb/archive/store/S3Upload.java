package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One upload of one object: a single PUT with {@code Content-MD5}, so that bytes damaged on the way
 * are refused.
 */
final class S3Upload {

  private static final long MOST_BYTES_OF_A_PUT = 5L << 30;
  private static final int BYTES_COMPARED_AT_ONCE = 8 * 1024 * 1024;

  private final S3Store store;
  private final String what;
  private final String key;
  private final String s3Key;
  private final Content content;
  private final long size;
  private final ContentHash md5;

  S3Upload(S3Store store, String what, String key, Content content) throws IOException {
    this.store = store;
    this.what = what;
    this.key = key;
    this.s3Key = store.s3Key(key);
    this.content = content;
    this.size = content.size();
    if (size > MOST_BYTES_OF_A_PUT) {
      throw new StoreException(
          Reason.UNSUPPORTED,
          what
              + " failed: expected at most 5 GiB, found "
              + size
              + " bytes. Seal or compact to smaller segments.");
    }
    this.md5 = ContentHash.md5(content);
  }

  void replace() throws IOException {
    store.request(what, s3Key, () -> store.client().putObject(this::put, body()));
  }

  StoredObject create() throws IOException {
    return store
        .retries()
        .run(
            what,
            () -> {
              try {
                String etag =
                    store
                        .client()
                        .putObject(request -> put(request).ifNoneMatch("*"), body())
                        .eTag();
                return new StoredObject(key, size, required(etag, "ETag"));
              } catch (S3Exception e) {
                if (e.statusCode() == 412 || e.statusCode() == 409) {
                  return existing(e);
                }
                throw store.failures().explain(what, s3Key, e);
              } catch (SdkException e) {
                throw store.failures().explain(what, s3Key, e);
              }
            });
  }

  /**
   * The object that kept ours from being created, if it has the same bytes: it may well be ours,
   * created by an attempt whose answer was lost.
   */
  private StoredObject existing(S3Exception refusal) throws IOException {
    HeadObjectResponse head;
    try {
      head = store.client().headObject(request -> request.bucket(store.bucket()).key(s3Key));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        // refused for another writer that is at it (409), or deleted since (412)
        throw new PassingFailure(
            "the store answered " + refusal.statusCode() + ", yet there is no such object", e);
      }
      throw store.failures().explain(what, s3Key, e);
    } catch (SdkException e) {
      throw store.failures().explain(what, s3Key, e);
    }
    StoredObject found =
        new StoredObject(
            key, required(head.contentLength(), "Content-Length"), required(head.eTag(), "ETag"));
    // an ETag is the MD5 only where the object was put in one part and not encrypted with a key
    if (found.size() == size
        && (RangeAnswer.sameEtag(found.etag(), md5.hex()) || sameBytes(found))) {
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

  private <T> T required(T header, String name) throws StoreException {
    if (header == null) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: the store answered without "
              + name
              + ", by which objects are told apart.");
    }
    return header;
  }

  private boolean sameBytes(StoredObject object) throws IOException {
    try (InputStream ours = content.open()) {
      for (long offset = 0; offset < object.size(); offset += BYTES_COMPARED_AT_ONCE) {
        int length = (int) Math.min(BYTES_COMPARED_AT_ONCE, object.size() - offset);
        ByteBuffer theirs = store.read(object, offset, length);
        if (!ByteBuffer.wrap(ours.readNBytes(length)).equals(theirs)) {
          return false;
        }
      }
      return ours.read() < 0;
    }
  }

  private PutObjectRequest.Builder put(PutObjectRequest.Builder request) {
    return request
        .bucket(store.bucket())
        .key(s3Key)
        .contentMD5(md5.base64())
        .contentType(key.endsWith(".json") ? "application/json" : "application/vnd.sqlite3");
  }

  private RequestBody body() {
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
}
