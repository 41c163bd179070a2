package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What there is to say where no connection to a server comes about. */
class ConnectionFaultsTest {

  private static final StoredObject OBJECT = new StoredObject("events/a.sqlite", 100, "\"tag\"");
  private static final StoreOptions TWO_ATTEMPTS =
      StoreOptions.DEFAULT.withPatience(Duration.ofSeconds(5), Duration.ofSeconds(20), 2);

  @TempDir Path folder;

  private static void assertUnavailable(RemoteKind kind, String address, String cause)
      throws Exception {
    try (ObjectStore store = kind.store(address, TWO_ATTEMPTS)) {
      Retold retold = new Retold();
      assertFails(Reason.UNAVAILABLE, () -> store.read(OBJECT, 10, 5, retold))
          .hasMessageContaining(store.location() + ": reading events/a.sqlite failed 2 times")
          .hasMessageContaining(cause)
          .hasMessageContaining("Check that the store is up and can be reached");
      assertThat(retold.retries()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownHost_isUnavailable(RemoteKind kind) throws Exception {
    assertUnavailable(kind, "http://store.invalid", "UnknownHostException: store.invalid");
  }

  @ParameterizedTest
  @EnumSource
  void refusedConnection_isUnavailable(RemoteKind kind) throws Exception {
    int port;
    try (ScriptedServer gone = new ScriptedServer()) {
      port = gone.port();
    }
    assertUnavailable(kind, "http://127.0.0.1:" + port, "ConnectException");
  }

  /** Its bytes alone would have 128 s. */
  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aLongBodyThatStops_endsAfterThePatienceForOneAnswer(RemoteKind kind) throws Exception {
    int length = 8 << 20;
    StoredObject large = new StoredObject("events/a.sqlite", length, "\"tag\"");
    try (RemoteKind.Remote remote = kind.open(Duration.ofMillis(300), 2)) {
      remote
          .server()
          .always(
              client -> {
                String range = "Content-Range: bytes 0-" + (length - 1) + "/" + length;
                client.write(ScriptedServer.head(206, length, range) + "x".repeat(100_000));
                client.awaitDisconnect();
              });
      assertFails(Reason.UNAVAILABLE, () -> remote.store().read(large, 0, length))
          .hasMessageContaining("only 100000 bytes of the body came within");
      remote.assertNothingLeftOver();
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverWithoutTls_isUnavailable(RemoteKind kind) throws Exception {
    try (ScriptedServer plain = new ScriptedServer()) {
      assertUnavailable(kind, "https://127.0.0.1:" + plain.port(), "SSL");
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfNobodyKnown_isSaid_andNotTriedAgain(RemoteKind kind) throws Exception {
    try (ScriptedServer server = new ScriptedServer(selfSigned().getServerSocketFactory());
        ObjectStore store = kind.store("https://127.0.0.1:" + server.port(), TWO_ATTEMPTS)) {
      Retold retold = new Retold();
      assertFails(Reason.CONFIGURATION, () -> store.read(OBJECT, 10, 5, retold))
          .hasMessageContaining(": reading events/a.sqlite failed: the server's certificate is not")
          .hasMessageContaining("javax.net.ssl.trustStore");
      assertThat(retold.retries()).isZero();
      if (kind == RemoteKind.S3) {
        assertFails(Reason.CONFIGURATION, () -> store.list("", "", ListDepth.TREE))
            .hasMessageContaining("the server's certificate is not trusted");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  /** A certificate that its own key has signed, made by the JDK's tool. */
  private SSLContext selfSigned() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
