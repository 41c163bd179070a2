package io.tsdb.archive.store;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a URL before it is shown. It rather hides too much than too little: secrets
 * may hold {@code /}, {@code +} and {@code =}, so where a user and password may stand all of the
 * text up to the last {@code @} goes.
 */
final class Redaction {

  private static final Pattern SECRET_NAME =
      Pattern.compile("key|secret|token|password|pwd|credential|signature");

  private Redaction() {}

  static String redact(String url) {
    int query = url.indexOf('?');
    String base = withoutUser(query < 0 ? url : url.substring(0, query));
    if (query < 0) {
      return base;
    }
    StringBuilder out = new StringBuilder(base).append('?');
    String separator = "";
    for (String parameter : url.substring(query + 1).split("&", -1)) {
      out.append(separator).append(parameter(parameter));
      separator = "&";
    }
    return out.toString();
  }

  private static String parameter(String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0) {
      return withoutUser(parameter);
    }
    String name = Percent.decodeLeniently(parameter.substring(0, equals));
    return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find()
        ? parameter.substring(0, equals) + "=***"
        : parameter.substring(0, equals) + "=" + withoutUser(parameter.substring(equals + 1));
  }

  private static String withoutUser(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    int slashes = text.indexOf("//");
    return text.substring(0, slashes < 0 || slashes > at ? 0 : slashes + 2)
        + "***"
        + text.substring(at);
  }
}
