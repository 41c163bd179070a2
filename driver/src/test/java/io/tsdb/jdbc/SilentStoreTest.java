package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.Archive;
import io.tsdb.archive.testing.S3ProxyFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Statements that wait for an object store which has stopped to answer. */
class SilentStoreTest {

  private static final String SQL = "SELECT max(\"text\") FROM events";

  private static final Duration SOON = Duration.ofSeconds(15);

  /** Passes bytes on to a server, until it is told to keep the server's answers to itself. */
  private static final class Relay implements AutoCloseable {

    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int target;
    private volatile boolean silent;
    private volatile boolean asked;

    Relay(int target) throws IOException {
      this.target = target;
      threads.execute(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listening.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          threads.execute(() -> pass(client, server, false));
          threads.execute(() -> pass(server, client, true));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void pass(Socket from, Socket to, boolean answers) {
      try (from;
          to;
          InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (answers && silent) {
            asked = true;
          } else {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // one side has gone, and the other goes with it
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
      threads.shutdownNow();
    }
  }

  private static Object count(Statement statement) {
    try (ResultSet rows = statement.executeQuery(SQL)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** A connection to an archive behind a relay. */
  private interface Trial {
    void run(Connection connection, Relay relay) throws Exception;
  }

  private static void behindRelay(Trial trial) throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory()) {
      try (Archive archive = Archive.open(s3.archiveUrl("a"), s3.options())) {
        TestArchive.write(archive.store());
      }
      URI endpoint = s3.endpoint();
      Properties properties = new Properties();
      properties.setProperty("accessKeyId", S3ProxyFixture.ACCESS_KEY_ID);
      properties.setProperty("secretAccessKey", S3ProxyFixture.SECRET_ACCESS_KEY);
      try (Relay relay = new Relay(endpoint.getPort())) {
        String url =
            s3.url("a")
                .replace(
                    String.valueOf(endpoint.getPort()),
                    String.valueOf(relay.listening.getLocalPort()));
        try (Connection connection = DriverManager.getConnection("jdbc:tsdb:" + url, properties)) {
          // Planned before, so that the time goes to the store.
          connection.prepareStatement(SQL).close();
          trial.run(connection, relay);
        }
      }
    }
  }

  @Test
  void timeoutAndCancel_endTheWait_andTheStatementIsReusable() throws Exception {
    behindRelay(
        (connection, relay) -> {
          try (Statement statement = connection.createStatement()) {
            relay.silent = true;
            statement.setQueryTimeout(1);
            CompletableFuture<Object> limited =
                CompletableFuture.supplyAsync(() -> count(statement));
            await().atMost(SOON).until(limited::isDone);
            assertThat(relay.asked).isTrue();
            assertThatThrownBy(limited::join).cause().isInstanceOf(SQLTimeoutException.class);
            statement.setQueryTimeout(0);
            relay.asked = false;
            CompletableFuture<Object> endless =
                CompletableFuture.supplyAsync(() -> count(statement));
            await().atMost(SOON).until(() -> relay.asked);
            statement.cancel();
            await().atMost(SOON).until(endless::isDone);
            assertThatThrownBy(endless::join).cause().satisfies(e -> assertState(e, "57014"));
            relay.silent = false;
            assertThat(count(statement)).isEqualTo("Zerbrochen angekommen \u2639");
          }
        });
  }

  @Test
  void networkTimeout_endsTheWait_andClosesTheConnection() throws Exception {
    behindRelay(
        (connection, relay) -> {
          connection.setNetworkTimeout(Runnable::run, 60_000);
          try (Statement statement = connection.createStatement()) {
            assertThat(count(statement)).isEqualTo("Zerbrochen angekommen \u2639");
            relay.silent = true;
            connection.setNetworkTimeout(Runnable::run, 500);
            // else it is known what there is
            await().pollDelay(Duration.ZERO).atMost(SOON).until(() -> fails(statement));
            assertThat(relay.asked).isTrue();
            await().atMost(SOON).until(connection::isClosed);
            assertThatThrownBy(connection::createStatement).satisfies(e -> assertState(e, "08003"));
          }
        });
  }

  private static boolean fails(Statement statement) {
    CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> count(statement));
    await().atMost(SOON).until(answer::isDone);
    if (!answer.isCompletedExceptionally()) {
      return false;
    }
    assertThatThrownBy(answer::join).cause().satisfies(e -> assertState(e, "08006"));
    return true;
  }

  private static void assertState(Throwable failure, String state) {
    assertThat(failure).isInstanceOf(SQLException.class);
    assertThat(((SQLException) failure).getSQLState()).isEqualTo(state);
  }
}
