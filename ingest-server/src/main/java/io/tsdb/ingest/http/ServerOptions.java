package io.tsdb.ingest.http;

import static java.util.Objects.requireNonNull;

/**
 * How a {@link TsdbServer} listens.
 *
 * @param host a loopback address or {@code localhost}; others are refused, since the server asks
 *     nobody for a password
 * @param port 0 for any free one
 * @param bodyBytes most bytes of a body with events, as sent and as unpacked
 */
public record ServerOptions(String host, int port, long bodyBytes) {

  private static final long BODY_BYTES = 64L * 1024 * 1024;

  public ServerOptions {
    requireNonNull(host, "host is null");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("Expected a port from 0 to 65535, found " + port);
    }
    if (bodyBytes < 1) {
      throw new IllegalArgumentException(
          "Expected bodies of at least 1 byte to be allowed, found " + bodyBytes);
    }
    if (!host.equals("localhost")
        && !host.equals("::1")
        && !host.matches("127(\\.[0-9]{1,3}){3}")) {
      throw new IllegalArgumentException(
          "Expected host localhost, 127.0.0.1 or ::1, found "
              + host
              + ". The server listens on loopback only, since it has no access tokens yet");
    }
  }

  /** On 127.0.0.1, with bodies of up to 64 MiB. */
  public static ServerOptions onPort(int port) {
    return new ServerOptions("127.0.0.1", port, BODY_BYTES);
  }

  public ServerOptions withHost(String other) {
    return new ServerOptions(other, port, bodyBytes);
  }

  public ServerOptions withBodyBytes(long limit) {
    return new ServerOptions(host, port, limit);
  }
}
