package io.tsdb.archive.store;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * What may be a key, alike in all stores: 1 to 1024 bytes of UTF-8 in non-empty parts between
 * {@code /}, none of them {@code .} or {@code ..}, no control characters. So a key can be a file's
 * path and a URL's path, and neither leads out of the archive.
 */
final class Keys {

  /** The order of listings: that of the keys' UTF-8 bytes, which is that of their code points. */
  static final Comparator<String> ORDER = Keys::compare;

  private static final int MOST_BYTES = 1024;

  private Keys() {}

  /** Why a text cannot be a key, to follow "it". */
  static Optional<String> problem(String key) {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    if (key.isEmpty()) {
      return Optional.of("is empty");
    }
    if (!encoder.canEncode(key)) {
      return Optional.of("is not valid Unicode");
    }
    if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return Optional.of("has more than " + MOST_BYTES + " bytes");
    }
    if (key.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      return Optional.of("has a control character");
    }
    for (String part : key.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("has an empty part, or a part . or ..");
      }
    }
    return Optional.empty();
  }

  /**
   * The key, if it is one.
   *
   * @throws IllegalArgumentException if it is none; a caller's mistake, for keys come from listings
   *     and from names that are made
   */
  static String require(String key) {
    Optional<String> problem = problem(key);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(
          "Expected a key such as catalog/a.json, found one that " + problem.get() + ": " + key);
    }
    return key;
  }

  /** The folder, if it is empty or a key followed by {@code /}. */
  static String requireFolder(String folder) {
    if (!folder.isEmpty()) {
      if (!folder.endsWith("/")) {
        throw new IllegalArgumentException(
            "Expected a folder that is empty or ends with /, found " + folder);
      }
      require(folder.substring(0, folder.length() - 1));
    }
    return folder;
  }

  private static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        // a surrogate stands for a code point above all others, whatever its own number
        boolean leftSurrogate = Character.isSurrogate(left);
        boolean rightSurrogate = Character.isSurrogate(right);
        return leftSurrogate == rightSurrogate
            ? Character.compare(left, right)
            : Boolean.compare(leftSurrogate, rightSurrogate);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
