package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {

  @Test
  void sockets_sendAtOnce() throws Exception {
    SocketFactory sockets = new PromptSockets();
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 10, here)) {
      int port = server.getLocalPort();
      try (Socket unconnected = sockets.createSocket();
          Socket byName = sockets.createSocket(here.getHostAddress(), port);
          Socket byAddress = sockets.createSocket(here, port);
          Socket boundByName = sockets.createSocket(here.getHostAddress(), port, here, 0);
          Socket boundByAddress = sockets.createSocket(here, port, here, 0)) {
        assertThat(unconnected.getTcpNoDelay()).isTrue();
        assertThat(byName.getTcpNoDelay()).isTrue();
        assertThat(byAddress.getTcpNoDelay()).isTrue();
        assertThat(boundByName.getTcpNoDelay()).isTrue();
        assertThat(boundByAddress.getTcpNoDelay()).isTrue();
      }
    }
  }
}
