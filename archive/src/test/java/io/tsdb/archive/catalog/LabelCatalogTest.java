package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelCatalogTest {

  @TempDir Path folder;
  private ObjectStore store;
  private LabelCatalog labels;

  @BeforeEach
  void open() throws StoreException {
    store = ObjectStores.open(new ArchiveUrl.File(folder), StoreOptions.DEFAULT);
    labels = new LabelCatalog(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void labelKeys_areThoseOfAllWriters() throws IOException {
    labels.write("b", new TreeSet<>(List.of("region", "host")));
    labels.write("a", new TreeSet<>(List.of("host", "Größe", "a \"quoted\" key")));

    assertThat(labels.labelKeys()).containsExactly("Größe", "a \"quoted\" key", "host", "region");
    assertThat(labels.labelKeys("b")).containsExactly("host", "region");
    assertThat(labels.labelKeys("c")).isEmpty();
    assertThat(new String(store.readAll("catalog/b.json", 100), StandardCharsets.UTF_8))
        .isEqualTo("{\"writer\":\"b\",\"labelKeys\":[\"host\",\"region\"]}");
  }

  @Test
  void write_replacesWhatTheWriterWroteBefore() throws IOException {
    labels.write("a", new TreeSet<>(List.of("old")));
    labels.write("a", new TreeSet<>(List.of("new", "old")));

    assertThat(new ListingCatalog(store).labelKeys()).containsExactly("new", "old");
  }

  @Test
  void manyWriters_areReadWhole() throws IOException {
    for (int i = 0; i < 40; i++) {
      labels.write("writer-" + i, new TreeSet<>(List.of("all", "key " + i)));
    }

    assertThat(labels.labelKeys()).hasSize(41).contains("all", "key 0", "key 39");
  }

  @Test
  void otherFiles_areIgnored() throws IOException {
    store.create("catalog/README", Content.of(new byte[0]));
    store.create("catalog/old/a.json", Content.of(new byte[0]));

    assertThat(labels.labelKeys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "null",
        "{\"labelKeys\":\"a\"}",
        "{\"labelKeys\":[1]}",
        "{\"labelKeys\":[\"a\"]",
        "{\"labelKeys\":[\"a\"]} {}"
      })
  void damagedFile_isNamed(String content) throws IOException {
    labels.write("a", new TreeSet<>(List.of("good")));
    store.create("catalog/b.json", Content.of(content.getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> labels.labelKeys())
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
        .hasMessageStartingWith(store.location() + ": catalog/b.json is damaged: expected {")
        .hasMessageContaining("Restore it, or delete it");
  }

  @Test
  void fileLargerThanItMayBe_isNamed() throws IOException {
    store.create("catalog/b.json", Content.of(new byte[LabelCatalog.MOST_BYTES + 1]));

    assertThatThrownBy(() -> labels.labelKeys())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("reading catalog/b.json failed: expected at most 1048576 bytes");
  }

  @Test
  void write_ofMoreThanAFileMayHold_failsAndChangesNothing() throws IOException {
    labels.write("a", new TreeSet<>(List.of("good")));
    TreeSet<String> many =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "a long key that says nothing, and its number is " + i)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThatThrownBy(() -> labels.write("a", many))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
        .hasMessageContaining("expected at most 1048576 bytes of label keys of writer a, found");
    assertThat(labels.labelKeys()).containsExactly("good");
  }

  @Test
  void writerThatIsNone_isRefused() {
    assertThatThrownBy(() -> labels.write("../a", new TreeSet<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found ../a");
  }
}
