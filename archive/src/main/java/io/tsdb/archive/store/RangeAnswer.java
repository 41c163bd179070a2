package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer to a request for a range of bytes (RFC 9110 section 14) is worth. */
final class RangeAnswer {

  /**
   * Most bytes of an object of which a server without ranges may send the whole: what one request
   * costs anyway.
   */
  static final int MOST_BYTES_OF_A_WHOLE_OBJECT = 1024 * 1024;

  private static final String CHECK =
      "Check what stands between here and the store, such as a proxy";

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,19})-(\\d{1,19})/(\\d{1,19}|\\*)");
  private static final Pattern UNSATISFIED_RANGE = Pattern.compile("bytes \\*/(\\d{1,19})");

  private RangeAnswer() {}

  /**
   * What was asked for.
   *
   * @param what is done, for messages: {@code http://host: reading events/...}
   */
  record Wish(String what, StoredObject object, long offset, int length) {

    long last() {
      return offset + length - 1;
    }

    /** As in the header {@code Range}. */
    String range() {
      return "bytes=" + offset + "-" + last();
    }
  }

  /** How many bytes of the body of an answer with a status of success are to be read at most. */
  static int bytesWanted(int status, Wish wish) {
    return switch (status) {
      case 206 -> wish.length();
      case 200 ->
          wish.object().size() <= MOST_BYTES_OF_A_WHOLE_OBJECT ? (int) wish.object().size() : 0;
      default -> 0;
    };
  }

  /**
   * The bytes, if they are the very bytes that were asked for.
   *
   * @param answer with status 200 or 206, read as {@link #bytesWanted} says
   * @throws StoreException {@code CHANGED} or {@code PROTOCOL}
   * @throws PassingFailure if there are too few bytes
   */
  static ByteBuffer verified(WebClient.Answer answer, Wish wish)
      throws StoreException, PassingFailure {
    requirePlain(wish.what(), answer); // before the ETag, to which some servers append an encoding
    if (isOther(answer, wish)) {
      throw changed(wish.what());
    }
    return answer.status() == 200 ? cutOut(answer, wish) : part(answer, wish);
  }

  /**
   * Whether an answer's header says that its body is the very bytes that were asked for.
   *
   * @param header of the answer, without its body
   * @param length of the body by the header; negative if it does not tell
   */
  static boolean promises(WebClient.Answer header, long length, Wish wish) {
    String range = "bytes " + wish.offset() + "-" + wish.last() + "/" + wish.object().size();
    return header.status() == 206
        && length == wish.length()
        && header.header("Content-Range").filter(range::equals).isPresent()
        && header.header("Content-Encoding").isEmpty()
        && !isOther(header, wish);
  }

  /**
   * Refuses what is no object of an archive: a web page, or encoded bytes.
   *
   * @param answer with a status of success
   * @throws StoreException {@code PROTOCOL}
   */
  static void requirePlain(String what, WebClient.Answer answer) throws StoreException {
    String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html")) {
      throw protocol(
          what,
          "answered a web page (" + answer.status() + ", text/html)",
          CHECK + ", which may want a login");
    }
    Optional<String> encoding = answer.header("Content-Encoding").filter(name -> !name.isEmpty());
    if (encoding.isPresent() && !encoding.get().toLowerCase(Locale.ROOT).equals("identity")) {
      throw protocol(
          what,
          "answered bytes encoded as " + shown(encoding.get()) + " where none was asked for",
          "Switch compression off for the archive's files");
    }
  }

  /** The range out of the whole object, if that is small. */
  private static ByteBuffer cutOut(WebClient.Answer answer, Wish wish) throws StoreException {
    if (wish.object().size() > MOST_BYTES_OF_A_WHOLE_OBJECT) {
      throw protocol(
          wish.what(),
          "answered the whole object (200) where bytes "
              + wish.offset()
              + "-"
              + wish.last()
              + " were asked for (206)",
          "The archive needs a store or web server that serves byte ranges");
    }
    if (!answer.whole() || answer.body().length != wish.object().size()) {
      throw protocol(
          wish.what(),
          "answered "
              + (answer.whole() ? answer.body().length : "more")
              + " bytes (200) where bytes "
              + wish.offset()
              + "-"
              + wish.last()
              + " of "
              + wish.object().size()
              + " were asked for (206)",
          CHECK);
    }
    int from = (int) wish.offset();
    return ByteBuffer.wrap(Arrays.copyOfRange(answer.body(), from, from + wish.length()));
  }

  private static ByteBuffer part(WebClient.Answer answer, Wish wish)
      throws StoreException, PassingFailure {
    Optional<String> given = answer.header("Content-Range");
    Matcher range = CONTENT_RANGE.matcher(given.orElse(""));
    if (range.matches() && !range.group(3).equals("*")) {
      requireSize(range.group(3), answer, wish);
    }
    if (!range.matches()
        || !range.group(1).equals(Long.toString(wish.offset()))
        || !range.group(2).equals(Long.toString(wish.last()))) {
      throw protocol(
          wish.what(),
          "answered Content-Range "
              + given.map(RangeAnswer::shown).orElse("(none)")
              + " where bytes "
              + wish.offset()
              + "-"
              + wish.last()
              + "/"
              + wish.object().size()
              + " was expected",
          CHECK);
    }
    if (!answer.whole()) {
      throw protocol(
          wish.what(), "sent more than the " + wish.length() + " bytes asked for", CHECK);
    }
    if (answer.body().length < wish.length()) {
      throw new PassingFailure(
          "the answer ended after " + answer.body().length + " of " + wish.length() + " bytes",
          Optional.empty());
    }
    return ByteBuffer.wrap(answer.body());
  }

  /** For an answer that says how large the object is. */
  private static void requireSize(String size, WebClient.Answer answer, Wish wish)
      throws StoreException {
    if (!size.equals(Long.toString(wish.object().size()))) {
      if (answer.header("ETag").isEmpty() || wish.object().etag().isEmpty()) {
        throw changed(wish.what());
      }
      throw protocol(
          wish.what(),
          "says that the object has " + size + " bytes, listed were " + wish.object().size(),
          "The object is damaged or was cut off; compare it with a backup");
    }
  }

  /**
   * What to throw for 416: the object is shorter than it was listed.
   *
   * @param answer of that status
   */
  static StoreException outside(WebClient.Answer answer, Wish wish) {
    if (isOther(answer, wish)) {
      return changed(wish.what());
    }
    Matcher range = UNSATISFIED_RANGE.matcher(answer.header("Content-Range").orElse(""));
    return outside(
        wish.what(),
        wish.object(),
        wish.offset(),
        wish.length(),
        range.matches() ? " (the store says that it has " + range.group(1) + ")" : "");
  }

  /** What to throw for a status of success that is none here. */
  static StoreException unexpected(WebClient.Answer answer, Wish wish) {
    return protocol(wish.what(), "answered " + answer.status() + " where 206 was expected", CHECK);
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

  /**
   * Refuses an ETag that cannot stand in a request.
   *
   * @throws StoreException {@code PROTOCOL}
   */
  static void requireEtag(String what, String etag) throws StoreException {
    if (!etag.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new StoreException(
          Reason.PROTOCOL,
          what
              + " failed: the store lists it with an ETag that is none. Find out what made the"
              + " list.");
    }
  }

  static StoreException outside(String what, StoredObject object, long offset, int length) {
    return outside(what, object, offset, length, "");
  }

  private static StoreException outside(
      String what, StoredObject object, long offset, int length, String said) {
    return new StoreException(
        Reason.PROTOCOL,
        what
            + " failed: expected a range within its "
            + object.size()
            + " bytes"
            + said
            + ", found "
            + length
            + " bytes from "
            + offset
            + " on. The object is damaged or was cut off; compare it with a backup.");
  }

  private static String shown(String header) {
    return WebClient.excerpt(header);
  }

  /** Whether the answer names another object than the one that was listed. */
  private static boolean isOther(WebClient.Answer answer, Wish wish) {
    Optional<String> etag = answer.header("ETag");
    String listed = wish.object().etag();
    return etag.isPresent() && !listed.isEmpty() && !sameEtag(etag.get(), listed);
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

  /**
   * What {@code If-Match} is to name: nothing where the ETag is not known, or weak, which would
   * never match (RFC 9110 section 13.1.1). Then the ETag of the answer is all there is to compare.
   */
  static Optional<String> ifMatch(String etag) {
    if (etag.isEmpty() || etag.startsWith("W/")) {
      return Optional.empty();
    }
    return Optional.of(etag.startsWith("\"") ? etag : "\"" + etag + "\"");
  }
}
