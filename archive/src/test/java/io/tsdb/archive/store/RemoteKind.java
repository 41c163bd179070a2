package io.tsdb.archive.store;

import static io.tsdb.archive.store.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The stores that talk to a server. */
enum RemoteKind {
  S3,
  HTTP;

  /** A store and the server that it talks to. */
  record Remote(RemoteKind kind, ScriptedServer server, ObjectStore store)
      implements AutoCloseable {

    /** One request that is not for a range. */
    void list() throws IOException {
      if (kind == S3) {
        store.list("", "", ListDepth.TREE);
      } else {
        ((HttpStore) store).call("/api/segments", 1024);
      }
    }

    /** No connection is in use when no request is under way. */
    void assertNothingLeftOver() {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(connectionsInUse()).isZero());
    }

    int connectionsInUse() {
      return kind == S3
          ? ((S3Store) store).connectionsInUse()
          : ((HttpStore) store).connectionsInUse();
    }

    @Override
    public void close() throws IOException {
      store.close();
      server.close();
    }
  }

  Remote open(Duration patience, int attempts) throws IOException {
    return open(StoreOptions.DEFAULT.withPatience(Duration.ofSeconds(5), patience, attempts));
  }

  Remote open(StoreOptions options) throws IOException {
    ScriptedServer server = new ScriptedServer();
    return new Remote(this, server, store("http://127.0.0.1:" + server.port(), options));
  }

  /**
   * @param address of the server, a URL without a path
   */
  ObjectStore store(String address, StoreOptions options) throws StoreException {
    return ObjectStores.open(
        ArchiveUrl.parse(this == S3 ? "s3://bucket/p?endpoint=" + address : address),
        options.withKeys("AKIA0KEY", "very/secret+0KEY").withToken(Optional.of("token0KEY")));
  }

  /** The bytes 10 to 14 of 100. */
  static ScriptedServer.Answer goodRange() {
    return status(206, "hello", "Content-Range: bytes 10-14/100", "ETag: \"tag\"");
  }

  ScriptedServer.Answer goodListing() {
    return status(
        200,
        this == S3
            ? "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
            : "{}");
  }

  /** What a message says of {@link Remote#list}. */
  String listing() {
    return this == S3 ? "listing its keys" : "reading /api/segments";
  }
}
