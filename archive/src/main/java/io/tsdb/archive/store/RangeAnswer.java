package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A successful answer to a request for a range of bytes (RFC 9110 section 14), not yet trusted.
 *
 * @param status 206, or wrong
 * @param contentRange such as {@code bytes 0-99/1234}
 * @param contentEncoding absent, or wrong: bytes are wanted as they are stored
 * @param etag of the object that the bytes are of
 * @param body the bytes
 * @param whole whether these are all bytes sent
 */
@SuppressWarnings("ArrayRecordComponent")
record RangeAnswer(
    int status,
    Optional<String> contentRange,
    Optional<String> contentEncoding,
    Optional<String> etag,
    byte[] body,
    boolean whole) {

  private static final String CHECK =
      "Check what stands between here and the store, such as a proxy";

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  /**
   * The bytes, if they are the very bytes that were asked for.
   *
   * @param what for the message: {@code http://host: reading events/...}
   * @throws StoreException {@code CHANGED} or {@code PROTOCOL}
   * @throws PassingFailure if there are too few bytes
   */
  ByteBuffer verify(String what, StoredObject object, long offset, int length)
      throws StoreException, PassingFailure {
    long last = offset + length - 1;
    if (status == 200) {
      throw protocol(
          what,
          "answered the whole object (200) where bytes "
              + offset
              + "-"
              + last
              + " were asked for (206)",
          "The archive needs a store or web server that serves byte ranges");
    }
    if (status != 206) {
      throw protocol(what, "answered " + status + " where 206 was expected", CHECK);
    }
    if (etag.isPresent() && !sameEtag(etag.get(), object.etag())) {
      throw changed(what);
    }
    if (contentEncoding.isPresent()
        && !contentEncoding.get().toLowerCase(Locale.ROOT).equals("identity")) {
      throw protocol(
          what,
          "answered bytes encoded as " + contentEncoding.get() + " where none was asked for",
          "Switch compression off for the archive's files");
    }
    Matcher range = CONTENT_RANGE.matcher(contentRange.orElse(""));
    if (!range.matches()
        || !range.group(1).equals(Long.toString(offset))
        || !range.group(2).equals(Long.toString(last))
        || !(range.group(3).equals("*") || range.group(3).equals(Long.toString(object.size())))) {
      throw protocol(
          what,
          "answered Content-Range "
              + contentRange.orElse("(none)")
              + " where bytes "
              + offset
              + "-"
              + last
              + "/"
              + object.size()
              + " was expected",
          CHECK);
    }
    if (!whole || body.length > length) {
      throw protocol(what, "sent more than the " + length + " bytes asked for", CHECK);
    }
    if (body.length < length) {
      throw new PassingFailure(
          "the answer ended after " + body.length + " of " + length + " bytes", Optional.empty());
    }
    return ByteBuffer.wrap(body);
  }

  private static StoreException protocol(String what, String problem, String remedy) {
    return new StoreException(
        Reason.PROTOCOL, what + " failed: the store " + problem + ". " + remedy + ".");
  }

  /** For an object that is no longer the one that was listed. */
  static StoreException changed(String what) {
    return new StoreException(
        Reason.CHANGED,
        what
            + " failed: the object was replaced after it was listed. Segments never change; run the"
            + " query again, and find out what overwrote it.");
  }

  /**
   * Refuses a range outside an object before it is asked for.
   *
   * @throws StoreException {@code PROTOCOL}
   */
  static void require(String what, StoredObject object, long offset, int length)
      throws StoreException {
    if (offset < 0 || length < 0 || offset > object.size() - length) {
      throw outside(what, object, offset, length);
    }
  }

  static StoreException outside(String what, StoredObject object, long offset, int length) {
    return new StoreException(
        Reason.PROTOCOL,
        what
            + " failed: expected a range within its "
            + object.size()
            + " bytes, found "
            + length
            + " bytes from "
            + offset
            + " on. The object is damaged or was cut off; compare it with a backup.");
  }

  /** Whether two ETags are alike; a weak one, or one without its quotes, names the same object. */
  static boolean sameEtag(String a, String b) {
    return bare(a).equals(bare(b));
  }

  private static String bare(String etag) {
    String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
    return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
        ? strong.substring(1, strong.length() - 1)
        : strong;
  }

  /** An ETag as it stands in a header. */
  static String quoted(String etag) {
    return etag.startsWith("\"") || etag.startsWith("W/") ? etag : "\"" + etag + "\"";
  }
}
