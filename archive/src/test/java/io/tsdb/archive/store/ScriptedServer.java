package io.tsdb.archive.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * An HTTP server that answers byte by byte what a test says, also what no HTTP library would send:
 * each request gets the next answer of a script, and the standing answer when that is at its end.
 */
final class ScriptedServer implements AutoCloseable {

  /** What happens on a connection after a request arrived. */
  interface Answer {
    void send(Client client) throws IOException;
  }

  /** The first byte of a connection that starts with TLS (RFC 8446 section 5.1). */
  private static final int TLS_HANDSHAKE = 22;

  private final ServerSocket listener;
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger disconnects = new AtomicInteger();
  private volatile Answer standing = status(500, "The script is at its end");

  ScriptedServer() throws IOException {
    this(ServerSocketFactory.getDefault());
  }

  ScriptedServer(ServerSocketFactory sockets) throws IOException {
    listener = sockets.createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next answers, in this order. */
  ScriptedServer next(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  /** The answer to all requests that the script has none for. */
  ScriptedServer always(Answer answer) {
    standing = answer;
    return this;
  }

  /** The heads of all requests that arrived whole. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** How many clients left while they were kept waiting. */
  int disconnects() {
    return disconnects.get();
  }

  /** How many connections were made. */
  int connections() {
    return connections.size();
  }

  /** An answer with its body's length. */
  static Answer status(int status, String body, String... headers) {
    return client -> client.write(head(status, body.length(), headers) + body);
  }

  /** The head of an answer, up to and with the empty line. */
  static String head(int status, long length, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Text\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head + (length < 0 ? "" : "Content-Length: " + length + "\r\n") + "\r\n";
  }

  /** No answer at all. */
  static Answer silence() {
    return Client::awaitDisconnect;
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        connections.add(socket);
        start(() -> converse(socket));
      }
    } catch (IOException e) {
      // closed: nobody asks any more
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void converse(Socket socket) {
    try (socket) {
      Client client = new Client(socket);
      for (String head = client.head(); !head.isEmpty(); head = client.head()) {
        Answer answer = script.poll();
        requests.add(head);
        (answer == null ? standing : answer).send(client);
      }
    } catch (IOException e) {
      // the client has had enough, or the test has ended
    }
  }

  /** One connection of a client. */
  final class Client {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** One request without a body, or nothing where the connection ends. */
    private String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          return "";
        }
        if (head.isEmpty() && c == TLS_HANDSHAKE) {
          write(ScriptedServer.head(400, 0)); // as web servers do
          return "";
        }
        head.append((char) c);
      }
      return head.toString();
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    /** Ends the connection with a RST. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void close() throws IOException {
      socket.close();
    }

    /**
     * Sends nothing for a while.
     *
     * @return whether the client is still there
     */
    boolean pause(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        return in.read() >= 0;
      } catch (SocketTimeoutException e) {
        return true;
      } finally {
        socket.setSoTimeout(0);
      }
    }

    /** Sends nothing more until the client leaves. */
    void awaitDisconnect() throws IOException {
      try {
        if (in.read() >= 0) {
          throw new IllegalStateException("The client sends more while it is kept waiting");
        }
      } finally {
        if (!listener.isClosed()) {
          disconnects.incrementAndGet();
        }
      }
      close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
