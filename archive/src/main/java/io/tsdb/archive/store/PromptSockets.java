package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that send at once, and receive in large pieces.
 *
 * <p>They send at once (TCP_NODELAY, RFC 9293 section 3.7.4), or else the small body of an upload
 * waits until its headers are acknowledged, which a server delays by some 40 ms. They receive
 * {@value #PIECE_BYTES} bytes by one system call, of which OkHttp takes 8 KiB at a time.
 */
final class PromptSockets extends SocketFactory {

  static final int PIECE_BYTES = 64 * 1024;

  @Override
  public Socket createSocket() throws IOException {
    return new PromptSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(InetAddress.getByName(host), port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host, port, null, 0);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    Socket socket = new PromptSocket();
    try {
      if (local != null) {
        socket.bind(new InetSocketAddress(local, localPort));
      }
      socket.connect(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static final class PromptSocket extends Socket {

    private InputStream pieces;

    PromptSocket() throws IOException {
      setTcpNoDelay(true);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (pieces == null) {
        pieces = new Pieces(super.getInputStream());
      }
      return pieces;
    }
  }

  /** Unlike {@link java.io.BufferedInputStream}, never asks for more than is needed to go on. */
  private static final class Pieces extends InputStream {

    private final InputStream socket;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int next;
    private int end;

    Pieces(InputStream socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      return isEmpty() ? -1 : piece[next++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (isEmpty()) {
        return -1;
      }
      int count = Math.min(length, end - next);
      System.arraycopy(piece, next, bytes, from, count);
      next += count;
      return count;
    }

    /** Waits for a byte, unless there is one; true if none will come. */
    private boolean isEmpty() throws IOException {
      if (next == end) {
        next = 0;
        end = Math.max(0, socket.read(piece, 0, PIECE_BYTES));
      }
      return next == end;
    }

    @Override
    public int available() throws IOException {
      return end - next + socket.available();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
