package io.tsdb.ingest.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP connection that a request came by. */
final class ClientConnection {

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final SocketChannelEndPoint endPoint;

  private ClientConnection(SocketChannelEndPoint endPoint) {
    this.endPoint = endPoint;
  }

  static ClientConnection of(Context ctx) {
    EndPoint endPoint =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    if (endPoint instanceof SocketChannelEndPoint socket) {
      return new ClientConnection(socket);
    }
    throw new IllegalStateException(
        "Expected a plain TCP connection, found " + endPoint.getClass().getName());
  }

  SocketChannel channel() {
    return endPoint.getChannel();
  }

  /**
   * Ends the connection in the middle of an answer with a reset, so that no client, whatever the
   * format and version of HTTP, can take what it has for the whole.
   */
  void abort() {
    try {
      channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      LOG.debug("The connection is closed already", e);
    }
    endPoint.close(new IOException("The answer failed midway"));
  }
}
