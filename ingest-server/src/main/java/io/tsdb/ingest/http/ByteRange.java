package io.tsdb.ingest.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object, as asked for by a {@code Range} header (RFC 9110, section 14).
 *
 * @param first offset of its first byte
 * @param length in bytes
 */
record ByteRange(long first, long length) {

  private static final Pattern SINGLE =
      Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

  /** What a {@code Range} header means for an object. */
  sealed interface Wish {

    /** All of it: no range is asked for, or one that is not understood, which is to be ignored. */
    record Whole() implements Wish {}

    /** One part of it. */
    record Part(ByteRange range) implements Wish {}

    /** A part that it does not have. */
    record Outside() implements Wish {}
  }

  /**
   * Reads the header. Several ranges at once are not served in parts: the whole is answered, as
   * section 14.2 allows.
   *
   * @param size of the object in bytes
   */
  static Wish wish(Optional<String> header, long size) {
    Matcher matcher = SINGLE.matcher(header.orElse(""));
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Wish.Whole();
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = Math.min(Long.parseLong(matcher.group(2)), size);
      return suffix == 0 ? new Wish.Outside() : part(size - suffix, size - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
    if (last < first) {
      return new Wish.Whole();
    }
    return first >= size ? new Wish.Outside() : part(first, Math.min(last, size - 1));
  }

  private static Wish part(long first, long last) {
    return new Wish.Part(new ByteRange(first, last - first + 1));
  }

  /** The value of a {@code Content-Range} header. */
  String contentRange(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
