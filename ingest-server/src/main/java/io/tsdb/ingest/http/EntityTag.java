package io.tsdb.ingest.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags in headers (RFC 9110, section 8.8.3). */
final class EntityTag {

  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

  private EntityTag() {}

  /** A store's ETag as it stands in a header: a strong one, in quotes. */
  static String quoted(String etag) {
    String bare = etag.startsWith("W/") ? etag.substring(2) : etag;
    return bare.startsWith("\"") ? bare : "\"" + bare.replace("\"", "") + "\"";
  }

  /**
   * Whether a list of tags, or {@code *}, names an object.
   *
   * @param etag as {@link #quoted} gives it
   */
  static boolean listed(String header, String etag) {
    if (header.strip().equals("*")) {
      return true;
    }
    Matcher matcher = TAG.matcher(header);
    while (matcher.find()) {
      if (("\"" + matcher.group(2) + "\"").equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
