package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void bytes_arriveAsTheyCome_howeverManyAreAskedFor() throws Exception {
    byte[] sent = new byte[3 * PromptSockets.PIECE_BYTES + 17];
    new Random(1).nextBytes(sent);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 10, here);
        Socket client = new PromptSockets().createSocket(here, server.getLocalPort());
        Socket accepted = server.accept()) {
      InputStream in = client.getInputStream();
      assertThat(client.getInputStream()).isSameAs(in);
      accepted.getOutputStream().write(sent, 0, 3);
      assertThat(in.read()).isEqualTo(sent[0] & 0xff);
      // what is there is answered, without waiting for the rest
      assertThat(in.readNBytes(2)).containsExactly(sent[1], sent[2]);
      CompletableFuture<Void> rest =
          CompletableFuture.runAsync(
              () -> {
                try {
                  accepted.getOutputStream().write(sent, 3, sent.length - 3);
                  accepted.shutdownOutput();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(sent, 3, sent.length));
      rest.join();
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[1])).isEqualTo(-1);
      assertThat(in.read(new byte[0])).isZero();
    }
  }

  @Test
  void silence_endsAtTheTimeout() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 10, here);
        Socket client = new PromptSockets().createSocket(here, server.getLocalPort());
        Socket accepted = server.accept()) {
      client.setSoTimeout(10);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      accepted.getOutputStream().write(7);
      client.setSoTimeout(30_000);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }
}
