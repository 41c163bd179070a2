package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.parse.Excerpt;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps web pages out of a server that asks for no password. It listens on loopback only, but a
 * browser on the same machine would carry a foreign page's requests there: under a host name that
 * its owner points to 127.0.0.1, or as simple requests across origins. Both show in the headers.
 */
final class LoopbackGuard {

  private static final Pattern LOOPBACK_HOST =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private LoopbackGuard() {}

  static void check(Context ctx) {
    String host = ctx.header("Host");
    if (host != null && !LOOPBACK_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      throw forbidden("Expected Host localhost or a loopback address, found " + Excerpt.of(host));
    }
    String origin = ctx.header("Origin");
    if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
      throw forbidden(
          "Expected no request from a web page of another origin, found Origin "
              + Excerpt.of(origin));
    }
  }

  private static ProblemException forbidden(String detail) {
    return new ProblemException(
        Problem.of(
            403,
            "Forbidden",
            detail
                + "; without access tokens this server answers programs of its own machine only"));
  }
}
