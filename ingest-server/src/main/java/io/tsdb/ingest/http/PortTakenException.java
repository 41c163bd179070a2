package io.tsdb.ingest.http;

import java.io.IOException;

/** The port to listen on cannot be had. */
public class PortTakenException extends IOException {

  PortTakenException(ServerOptions options, Throwable cause) {
    super(
        "Cannot listen on "
            + options.host()
            + ":"
            + options.port()
            + ": another program uses the port, or this user may not. Choose another one, or 0 for"
            + " any that is free",
        cause);
  }
}
