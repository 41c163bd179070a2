package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link ObjectStore} promises of listings, and what its tests have in common. */
abstract class ListingContract {

  @TempDir Path folder;

  ObjectStore store;

  /** A store without objects. */
  abstract ObjectStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  StoredObject create(String key, String text) throws IOException {
    return store.create(key, Content.of(bytes(text)));
  }

  static List<String> keys(ListPage page) {
    return page.objects().stream().map(StoredObject::key).toList();
  }

  interface Call {
    void run() throws Exception;
  }

  static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Reason reason, Call call) {
    return assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  /** Runs calls at the same time: their results, or what they threw. */
  static List<Object> together(List<Callable<Object>> calls) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Object> results = new ArrayList<>();
      for (Future<Object> future : threads.invokeAll(calls)) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          results.add(e.getCause());
        }
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void list_isInOrderOfUtf8Bytes() throws IOException {
    // the folder a/ lies between a.b and a0
    assertIsTheOrder("a-b", "a.b", "a/x", "a0", "aa", "z", "é", "\uFFFD");
  }

  final void assertIsTheOrder(String... keys) throws IOException {
    List<String> inOrder = List.of(keys);
    for (int i = 0; i < inOrder.size(); i++) {
      create(inOrder.get((i * 7 + 3) % inOrder.size()), "");
    }

    assertThat(keys(store.list("", "", ListDepth.TREE))).isEqualTo(inOrder);
    for (int i = 0; i < inOrder.size(); i++) {
      assertThat(keys(store.list("", inOrder.get(i), ListDepth.TREE)))
          .isEqualTo(inOrder.subList(i + 1, inOrder.size()));
    }
  }

  @Test
  void list_ofAFolder_leavesOutWhatIsBelow() throws IOException {
    create("events/2023/a.sqlite", "1");
    create("events/2023/01/b.sqlite", "2");
    create("events/2023/01/31/c.sqlite", "3");
    create("events/2023/d.sqlite", "4");
    create("events/20233/e.sqlite", "5");

    assertThat(keys(store.list("events/2023/", "", ListDepth.FOLDER)))
        .containsExactly("events/2023/a.sqlite", "events/2023/d.sqlite");
    assertThat(keys(store.list("events/2023/", "", ListDepth.TREE)))
        .containsExactly(
            "events/2023/01/31/c.sqlite",
            "events/2023/01/b.sqlite",
            "events/2023/a.sqlite",
            "events/2023/d.sqlite");
    assertThat(keys(store.list("", "", ListDepth.FOLDER))).isEmpty();
    assertThat(keys(store.list("events/2023/", "events/2023/a.sqlite", ListDepth.FOLDER)))
        .containsExactly("events/2023/d.sqlite");
    assertThat(keys(store.list("events/2023/", "events/2023/01/b.sqlite", ListDepth.TREE)))
        .containsExactly("events/2023/a.sqlite", "events/2023/d.sqlite");
  }

  @Test
  void list_ofMany_comesInPages() throws Exception {
    TreeSet<String> created = new TreeSet<>();
    for (int i = 0; i < 1120; i++) {
      // every second one in a folder of its own, which counts for S3's pages too
      created.add("events/" + i + (i % 2 == 0 ? ".sqlite" : "/a.sqlite"));
    }
    createMany(List.copyOf(created));

    assertThat(allPages("events/", ListDepth.TREE)).containsExactlyElementsOf(created);
    created.removeIf(key -> key.endsWith("/a.sqlite"));
    assertThat(allPages("events/", ListDepth.FOLDER)).containsExactlyElementsOf(created);
  }

  /** Creates small objects, as quickly as may be. */
  void createMany(List<String> keys) throws Exception {
    List<Callable<Object>> calls = new ArrayList<>();
    for (int start = 0; start < keys.size(); start += 140) {
      List<String> some = keys.subList(start, Math.min(start + 140, keys.size()));
      calls.add(
          () -> {
            for (String key : some) {
              create(key, key);
            }
            return some;
          });
    }
    assertThat(together(calls)).allSatisfy(result -> assertThat(result).isInstanceOf(List.class));
  }

  private List<String> allPages(String folder, ListDepth depth) throws IOException {
    List<String> keys = new ArrayList<>();
    ListPage page = store.list(folder, "", depth);
    keys.addAll(keys(page));
    while (page.next().isPresent()) {
      page = store.list(folder, page.next().get(), depth);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(1000);
      keys.addAll(keys(page));
    }
    return keys;
  }
}
