package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ObjectStore} promises, asked of each store that can be written. */
abstract class ObjectStoreContract extends ListingContract {

  @Test
  void newStore_isEmpty() throws IOException {
    assertThat(store.list("", "", ListDepth.TREE))
        .isEqualTo(new ListPage(List.of(), Optional.empty()));
    assertThat(store.list("events/2023/", "", ListDepth.FOLDER).objects()).isEmpty();
  }

  @Test
  void create_returnsWhatAListingShows() throws IOException {
    StoredObject created = create("events/2023/a.sqlite", "hello");

    assertThat(created.key()).isEqualTo("events/2023/a.sqlite");
    assertThat(created.size()).isEqualTo(5);
    assertThat(created.etag()).isNotEmpty();
    assertThat(store.list("events/", "", ListDepth.TREE).objects()).containsExactly(created);
    assertThat(store.readAll(created.key(), 5)).isEqualTo(bytes("hello"));
  }

  @Test
  void create_ofAFile() throws IOException {
    byte[] random = new byte[3_000_000];
    new Random(7).nextBytes(random);
    Path file = Files.write(folder.resolve("content"), random);

    StoredObject created = store.create("a/b.sqlite", Content.of(file));

    assertThat(created.size()).isEqualTo(random.length);
    assertThat(store.read(created, 1_234_567, 1_000_000))
        .isEqualTo(ByteBuffer.wrap(random, 1_234_567, 1_000_000));
    assertThat(file).exists();
  }

  @Test
  void create_ofNoBytes() throws IOException {
    StoredObject created = create("empty.json", "");

    assertThat(created.size()).isZero();
    assertThat(store.readAll("empty.json", 0)).isEmpty();
    assertThat(store.read(created, 0, 0).remaining()).isZero();
  }

  @Test
  void create_withTheSameBytesAgain_succeeds() throws IOException {
    StoredObject created = create("a.sqlite", "hello");

    assertThat(create("a.sqlite", "hello")).isEqualTo(created);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hellO", "hello and more", ""})
  void create_withOtherBytes_failsAndChangesNothing(String other) throws IOException {
    create("a.sqlite", "hello");

    assertFails(Reason.EXISTS, () -> create("a.sqlite", other))
        .hasMessageContaining("creating a.sqlite failed")
        .hasMessageContaining("already has this key");
    assertThat(store.readAll("a.sqlite", 100)).isEqualTo(bytes("hello"));
  }

  @Test
  void create_byManyAtOnceOfOtherBytes_oneWins() throws Exception {
    List<Callable<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String text = "content " + i + " ".repeat(20_000);
      calls.add(() -> create("events/2023/01/02/a.sqlite", text));
    }

    List<Object> results = together(calls);

    List<Object> winners = results.stream().filter(StoredObject.class::isInstance).toList();
    assertThat(winners).hasSize(1);
    assertThat(results)
        .filteredOn(result -> !winners.contains(result))
        .hasSize(15)
        .allSatisfy(
            result ->
                assertThat(result)
                    .asInstanceOf(type(StoreException.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.EXISTS)));
    String winning = "content " + results.indexOf(winners.get(0)) + " ".repeat(20_000);
    assertThat(store.readAll("events/2023/01/02/a.sqlite", 100_000)).isEqualTo(bytes(winning));
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEqualTo(winners);
  }

  @Test
  void create_byManyAtOnceOfTheSameBytes_allSucceed() throws Exception {
    String text = "content".repeat(5_000);

    List<Object> results =
        together(Collections.nCopies(16, () -> create("events/2023/a.sqlite", text)));

    assertThat(results).allSatisfy(result -> assertThat(result).isEqualTo(results.get(0)));
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEqualTo(List.of(results.get(0)));
  }

  @Test
  void create_whileOthersRead_showsAllOrNothing() throws Exception {
    byte[] content = new byte[2_000_000];
    Arrays.fill(content, (byte) 'x');
    List<Callable<Object>> calls = new ArrayList<>();
    calls.add(() -> store.create("a.sqlite", Content.of(content)));
    for (int i = 0; i < 4; i++) {
      calls.add(
          () -> {
            Optional<StoredObject> seen = Optional.empty();
            while (seen.isEmpty()) {
              // S3Proxy shows uploads under way, as a.sqlite-<random>
              seen =
                  store.list("", "", ListDepth.TREE).objects().stream()
                      .filter(object -> object.key().equals("a.sqlite"))
                      .findFirst();
            }
            return store.read(seen.get(), 0, content.length);
          });
    }

    List<Object> results = together(calls);

    assertThat(results.subList(1, 5))
        .allSatisfy(result -> assertThat(result).isEqualTo(ByteBuffer.wrap(content)));
  }

  @Test
  void read_ofRanges() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");

    assertThat(text(store.read(object, 0, 10))).isEqualTo("0123456789");
    assertThat(text(store.read(object, 0, 1))).isEqualTo("0");
    assertThat(text(store.read(object, 9, 1))).isEqualTo("9");
    ByteBuffer middle = store.read(object, 3, 4);
    assertThat(middle.position()).isZero();
    assertThat(middle.limit()).isEqualTo(4);
    assertThat(text(middle)).isEqualTo("3456");
    assertThat(store.read(object, 10, 0).remaining()).isZero();
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  @Test
  void read_outsideOfTheObject_fails() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");

    assertFails(Reason.PROTOCOL, () -> store.read(object, 5, 6))
        .hasMessageContaining("reading a.sqlite failed")
        .hasMessageContaining("within its 10 bytes, found 6 bytes from 5 on");
    assertFails(Reason.PROTOCOL, () -> store.read(object, -1, 2));
    assertFails(Reason.PROTOCOL, () -> store.read(object, Long.MAX_VALUE, 2));
  }

  @Test
  void read_ofAReplacedObject_fails() throws IOException {
    StoredObject object = create("a.json", "0123456789");
    store.replace("a.json", Content.of(bytes("9876543210")));

    assertFails(Reason.CHANGED, () -> store.read(object, 0, 10))
        .hasMessageContaining("reading a.json failed: the object was replaced");
    StoredObject replaced = store.list("", "", ListDepth.TREE).objects().get(0);
    assertThat(text(store.read(replaced, 0, 10))).isEqualTo("9876543210");
  }

  @Test
  void read_ofADeletedObject_fails() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");
    store.delete("a.sqlite");

    assertFails(Reason.NOT_FOUND, () -> store.read(object, 0, 10))
        .hasMessageContaining(store.location())
        .hasMessageContaining("reading a.sqlite failed");
    assertFails(Reason.NOT_FOUND, () -> store.readAll("a.sqlite", 10));
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
  }

  @Test
  void readAll_ofMoreThanTheLimit_fails() throws IOException {
    create("a.json", "0123456789");

    assertThat(store.readAll("a.json", 10)).hasSize(10);
    assertFails(Reason.PROTOCOL, () -> store.readAll("a.json", 9))
        .hasMessageContaining("expected at most 9 bytes, found 10");
  }

  @Test
  void replace_createsAndOverwrites() throws IOException {
    store.replace("catalog/a.json", Content.of(bytes("1")));
    assertThat(store.readAll("catalog/a.json", 9)).isEqualTo(bytes("1"));
    store.replace("catalog/a.json", Content.of(bytes("22")));
    assertThat(store.readAll("catalog/a.json", 9)).isEqualTo(bytes("22"));
  }

  @Test
  void delete_ofNothing_succeeds() throws IOException {
    store.delete("events/a.sqlite");
    create("events/a.sqlite", "1");
    store.delete("events/a.sqlite");
    store.delete("events/a.sqlite");
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.json",
        "with+plus.json",
        "100%.json",
        "100%25.json",
        "%2e%2e/x.json",
        "a&b=c?d#e;f.json",
        "\"quoted\"'s.json",
        "x/ü/日本/😀.json",
        ".hidden",
        "~a$b,c@d!e(f)[g]{h}^|<i>.json"
      })
  void keysOfAnyText(String key) throws IOException {
    StoredObject created = create(key, key);

    assertThat(keys(store.list("", "", ListDepth.TREE))).containsExactly(key);
    assertThat(store.readAll(key, 100)).isEqualTo(bytes(key));
    assertThat(text(store.read(created, 0, (int) created.size()))).isEqualTo(key);
    store.delete(key);
    assertThat(store.list("", "", ListDepth.TREE).objects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        "a\u0000b",
        "\uD800"
      })
  void keysThatAreNone_areRefused(String key) {
    assertThatThrownBy(() -> create(key, "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected a key");
    assertThatThrownBy(() -> store.readAll(key, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.read(new StoredObject(key, 1, "x"), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void read_onAnInterruptedThread_leavesAtOnce() throws IOException {
    StoredObject object = create("a.sqlite", "0123456789");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> store.read(object, 0, 10))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
