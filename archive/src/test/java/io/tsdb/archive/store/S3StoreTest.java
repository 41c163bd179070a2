package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.testing.S3ProxyFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3StoreTest extends ObjectStoreContract {

  private static final String WRONG_SECRET = "wrong/secret+access=key";
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private static S3ProxyFixture s3;

  @BeforeAll
  static void start() {
    s3 = S3ProxyFixture.inMemory();
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  ObjectStore open() throws Exception {
    return ObjectStores.open(
        s3.archiveUrl("archives of tests/" + PREFIXES.incrementAndGet()), s3.options());
  }

  private static String everythingShown(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  @Test
  void wrongSecret_isDenied_andNotShown() throws Exception {
    StoreOptions options =
        StoreOptions.DEFAULT.withKeys(S3ProxyFixture.ACCESS_KEY_ID, WRONG_SECRET);
    try (ObjectStore denied = ObjectStores.open(s3.archiveUrl("a"), options)) {
      for (Call call : calls(denied)) {
        assertFails(Reason.DENIED, call)
            .hasMessageContaining(denied.location())
            .hasMessageContaining("was refused: the store answered 403")
            .satisfies(
                e ->
                    assertThat(everythingShown(e))
                        .doesNotContain(WRONG_SECRET, S3ProxyFixture.ACCESS_KEY_ID));
      }
    }
  }

  @Test
  void unknownAccessKey_isDenied_andNotShown() throws Exception {
    StoreOptions options = StoreOptions.DEFAULT.withKeys("AKIANOBODYKNOWSTHISONE", WRONG_SECRET);
    try (ObjectStore denied = ObjectStores.open(s3.archiveUrl("a"), options)) {
      assertFails(Reason.DENIED, () -> denied.list("", "", ListDepth.TREE))
          .hasMessageContaining("An accessKeyId and a secretAccessKey are given")
          .satisfies(
              e ->
                  assertThat(everythingShown(e))
                      .doesNotContain(WRONG_SECRET, "AKIANOBODYKNOWSTHISONE"));
    }
  }

  @Test
  void unknownBucket_isNamedWithItsEndpoint() throws Exception {
    ArchiveUrl url = ArchiveUrl.parse(s3.urlOf("no-such-bucket", "a"));
    try (ObjectStore missing = ObjectStores.open(url, s3.options())) {
      assertFails(Reason.NOT_FOUND, () -> missing.list("", "", ListDepth.TREE))
          .hasMessageContaining("there is no bucket no-such-bucket at " + s3.endpoint())
          .hasMessageContaining("Create it, or check its name, endpoint and region");
      assertFails(Reason.NOT_FOUND, () -> missing.create("a", Content.of(bytes("1"))))
          .hasMessageContaining("there is no bucket no-such-bucket");
    }
  }

  @Test
  void wholeBucket_canBeAnArchive() throws Exception {
    try (S3ProxyFixture other = S3ProxyFixture.inFolder(folder);
        ObjectStore bucket = ObjectStores.open(other.archiveUrl(""), other.options())) {
      StoredObject created = bucket.create("events/a.sqlite", Content.of(bytes("hello")));
      assertThat(bucket.list("", "", ListDepth.TREE).objects()).containsExactly(created);
      assertThat(bucket.list("events/", "", ListDepth.FOLDER).objects()).containsExactly(created);
      assertThat(bucket.location()).isEqualTo("s3://archive-bucket?endpoint=" + other.endpoint());
    }
  }

  @Test
  void keysOfOtherPrefixes_areNotSeen() throws Exception {
    ArchiveUrl.S3 url = (ArchiveUrl.S3) ArchiveUrl.parse(store.location());
    try (ObjectStore neighbour =
        ObjectStores.open(
            new ArchiveUrl.S3(
                url.bucket(), url.prefix() + "0", url.endpoint(), Optional.empty(), true),
            s3.options())) {
      neighbour.create("a.sqlite", Content.of(bytes("1")));
    }
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
  }

  @Test
  void deadServer_isUnavailable_afterTheLastAttempt() throws Exception {
    URI endpoint;
    try (S3ProxyFixture closed = S3ProxyFixture.inMemory()) {
      endpoint = closed.endpoint();
    }
    ArchiveUrl url = new ArchiveUrl.S3("b", "", Optional.of(endpoint), Optional.empty(), true);
    StoreOptions options =
        s3.options()
            .withPatience(
                StoreOptions.DEFAULT.connectTimeout(), StoreOptions.DEFAULT.requestTimeout(), 2);
    try (ObjectStore dead = ObjectStores.open(url, options)) {
      assertFails(Reason.UNAVAILABLE, () -> dead.list("", "", ListDepth.TREE))
          .hasMessageContaining("listing its keys failed 2 times, the last time because")
          .hasMessageContaining("Check that the store is up");
    }
  }

  @Test
  void halfOfTheKeys_isRefused() {
    StoreOptions options =
        StoreOptions.DEFAULT.withKeys(
            Optional.of("AKIAHALFOFTHEKEYS"), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> ObjectStores.open(s3.archiveUrl("a"), options))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("expected accessKeyId and secretAccessKey together")
        .hasMessageContaining("found accessKeyId.")
        .hasMessageNotContaining("AKIAHALFOFTHEKEYS");
  }

  private static Iterable<Call> calls(ObjectStore store) {
    return java.util.List.of(
        () -> store.list("events/", "", ListDepth.FOLDER),
        () -> store.read(new StoredObject("a", 1, "x"), 0, 1),
        () -> store.readAll("a", 1),
        () -> store.create("a", Content.of(bytes("1"))),
        () -> store.replace("a", Content.of(bytes("1"))),
        () -> store.delete("a"));
  }
}
