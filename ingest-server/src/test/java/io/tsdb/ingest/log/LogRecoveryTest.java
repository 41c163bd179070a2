package io.tsdb.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRecoveryTest {

  @TempDir private Path folder;

  private Path data;
  private Path file;
  private byte[] bytes;
  private final List<List<Event>> batches = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    data = folder.resolve("data");
    file = data.resolve("log/1.log");
    for (int i = 0; i < 5; i++) {
      batches.add(Logs.batch(10 * i, 1 + i % 3));
    }
    try (Logs.Open open = open(data)) {
      for (List<Event> batch : batches) {
        open.log().append(batch).join();
        ends.add(Files.size(file));
      }
    }
    bytes = Files.readAllBytes(file);
  }

  /** Opens thousands of times, so nothing is forced: no power is lost here. */
  private static Logs.Open open(Path data) throws IOException {
    return Logs.open(data, new FaultyDisk().unforced(), Logs.OPTIONS);
  }

  /** Puts one log file where there was none, as if the server had just died. */
  private void restore(byte[] content) throws IOException {
    try (var files = Files.list(data.resolve("log"))) {
      for (Path old : files.toList()) {
        Files.delete(old);
      }
    }
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
  }

  @Test
  void open_truncatedAtEveryByte_exactlyTheWholeBatches() throws IOException {
    for (int length = 0; length <= bytes.length; length++) {
      restore(Arrays.copyOf(bytes, length));
      int whole = 0;
      while (whole < ends.size() && ends.get(whole) <= length) {
        whole++;
      }
      try (Logs.Open open = open(data)) {
        assertThat(open.listener().replayedEvents())
            .as("length %d", length)
            .isEqualTo(batches.subList(0, whole));
        assertThat(open.log().damages()).hasSize(length < LogHeader.BYTES ? 1 : 0);
        open.log().append(Logs.batch(100, 2)).join();
      }
      try (Logs.Open again = open(data)) {
        List<List<Event>> expected = new ArrayList<>(batches.subList(0, whole));
        expected.add(Logs.batch(100, 2));
        assertThat(again.listener().replayedEvents()).isEqualTo(expected);
        assertThat(again.log().damages()).isEmpty();
      }
    }
  }

  @Test
  void open_everyByteFlipped_neverAWrongEventAndReported() throws IOException {
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      restore(damaged);
      List<List<Event>> expected = new ArrayList<>(batches);
      for (int i = 0; i < ends.size(); i++) {
        long start = i == 0 ? LogHeader.BYTES : ends.get(i - 1);
        if (start <= at && at < ends.get(i)) {
          expected.remove(i);
        }
      }
      try (Logs.Open open = open(data)) {
        assertThat(open.listener().replayedEvents()).as("byte %d", at).isEqualTo(expected);
        assertThat(open.log().damages()).as("byte %d", at).hasSize(1);
        LogDamage damage = open.log().damages().get(0);
        assertThat(at).isBetween((int) damage.offset(), (int) (damage.offset() + damage.length()));
        assertThat(Files.readAllBytes(damage.keptAt())).isEqualTo(damaged);
      }
      try (Logs.Open again = open(data)) {
        assertThat(again.listener().replayedEvents()).as("byte %d again", at).isEqualTo(expected);
        assertThat(again.log().damages()).as("byte %d again", at).isEmpty();
      }
    }
  }

  @Test
  void open_cutFileShortened_reported() throws IOException {
    try (Logs.Open open = open(data)) {
      open.log().append(Logs.batch(50, 1)).join();
    }
    Files.write(file, Arrays.copyOf(bytes, (int) (long) ends.get(3)));
    try (Logs.Open open = open(data)) {
      assertThat(open.listener().replayedEvents())
          .containsExactly(
              batches.get(0), batches.get(1), batches.get(2), batches.get(3), Logs.batch(50, 1));
      assertThat(open.log().damages()).hasSize(1);
      assertThat(open.log().damages().get(0).toString())
          .startsWith("Log file " + file.toRealPath() + " is damaged: expected " + bytes.length)
          .contains("bytes, found " + ends.get(3) + " at byte " + ends.get(3))
          .endsWith("the file as it was found is " + file.toRealPath() + ".damaged-1");
    }
  }

  @Test
  void open_zerosBehindTheEnd_cutOff() throws IOException {
    restore(Arrays.copyOf(bytes, bytes.length + 5000));
    try (Logs.Open open = open(data)) {
      assertThat(open.listener().replayedEvents()).isEqualTo(batches);
      assertThat(open.log().damages()).isEmpty();
    }
    assertThat(Files.size(file)).isEqualTo(bytes.length);
  }

  @Test
  void open_textThatLooksLikeARecord_notTakenForOne() throws IOException {
    // a producer knows the format, but not the salt
    assertThat(replayedBehindDamage(0)).containsExactly(Logs.batch(7, 1));
  }

  @Test
  void open_textWithARecordOfTheRightSalt_wouldBeTakenForOne() throws IOException {
    // so the test above does not pass by accident
    long salt;
    try (DataFolder opened = DataFolder.open(data, Optional.empty(), new LocalDisk())) {
      salt = opened.salt();
    }
    assertThat(replayedBehindDamage(salt).get(0).get(0).text()).get().asString().contains("forged");
  }

  /** Hides a record in a text, damages the header before that text, and opens the log. */
  private List<List<Event>> replayedBehindDamage(long salt) throws IOException {
    try (Logs.Open open = open(data)) {
      open.log().append(List.of(textOnly(forgedRecord(salt)))).join();
      open.log().append(Logs.batch(7, 1)).join();
    }
    Path second = data.resolve("log/2.log");
    byte[] damaged = Files.readAllBytes(second);
    damaged[LogHeader.BYTES] ^= 1;
    Files.write(second, damaged);
    try (Logs.Open open = open(data)) {
      assertThat(open.log().damages()).isNotEmpty();
      List<List<Event>> replayed = open.listener().replayedEvents();
      return replayed.subList(batches.size(), replayed.size());
    }
  }

  private static Event textOnly(String text) {
    return new Event(1, Labels.NONE, OptionalDouble.empty(), Optional.of(text), Optional.empty());
  }

  /** A record whose bytes are all ASCII, so that UTF-8 keeps each as it is. */
  private static String forgedRecord(long salt) {
    for (int attempt = 0; ; attempt++) {
      LogPayload payload = LogPayload.of(List.of(textOnly("forged " + attempt)), 1000, 0);
      ByteBuffer record = ByteBuffer.allocate((int) payload.size());
      new LogRecord(payload.bytes().length, 1, 100, 0, payload.crc()).write(record, salt);
      String text = new String(record.put(payload.bytes()).array(), StandardCharsets.ISO_8859_1);
      if (text.chars().allMatch(c -> c < 128)) {
        return text;
      }
    }
  }

  @Test
  void open_again_numberAndSequenceGoOn() throws IOException {
    long events = batches.stream().mapToLong(List::size).sum();
    try (Logs.Open open = open(data)) {
      assertThat(open.listener().cuts())
          .containsExactly(new LogCut(1, events, bytes.length, false));
      open.log().append(Logs.batch(0, 1)).join();
      assertThat(open.listener().appendedBatches().get(0).seal()).isEqualTo(2);
      assertThat(open.listener().appendedBatches().get(0).firstSequence()).isEqualTo(events + 1);
      assertThat(open.log().cut().join()).map(LogCut::seal).contains(2L);
      open.log().drop(2);
      assertThat(data.resolve("log")).isDirectoryContaining("glob:**/3.log");
      assertThat(file).doesNotExist();
    }
    // nothing was written to 3.log: it is started again, and no number is left out
    try (Logs.Open open = open(data)) {
      assertThat(open.listener().cuts()).isEmpty();
      open.log().append(Logs.batch(0, 1)).join();
      assertThat(open.listener().appendedBatches().get(0).seal()).isEqualTo(3);
      assertThat(open.listener().appendedBatches().get(0).firstSequence()).isEqualTo(events + 2);
    }
  }

  @Test
  void open_newerVersion_refused() throws IOException {
    byte[] newer = bytes.clone();
    ByteBuffer header = ByteBuffer.wrap(newer);
    header.putInt(8, 2);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(newer, 0, 124);
    header.putInt(124, (int) crc.getValue());
    restore(newer);
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(LogException.class)
        .hasMessage(
            "Expected log file "
                + file.toRealPath()
                + " in version 1, found 2; start the release that wrote it");
    assertThat(Files.readAllBytes(file)).isEqualTo(newer);
  }

  @Test
  void open_foreignFile_refused() throws IOException {
    Files.move(file, data.resolve("log/7.log"));
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("to be number 7 of writer w, found number 1 of writer w");
    Files.move(data.resolve("log/7.log"), file);
    Files.writeString(data.resolve("log/notes.txt"), "?");
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("found notes.txt; move it out of the folder");
  }

  @Test
  void dataFolder_inUse_refused() throws IOException {
    try (Logs.Open open = open(data)) {
      assertThatThrownBy(() -> open(data))
          .isInstanceOf(LogException.class)
          .hasMessageStartingWith("Expected data folder " + data.toRealPath() + " to be free");
      // the refused attempt did not give up the lock
      assertThatThrownBy(() -> open(data)).isInstanceOf(LogException.class);
      CompletableFuture<Void> stored = open.log().append(Logs.batch(0, 1));
      assertThat(stored).succeedsWithin(java.time.Duration.ofSeconds(20));
    }
    open(data).close();
  }

  @Test
  void dataFolder_otherWriter_refused() {
    assertThatThrownBy(() -> DataFolder.open(data, Optional.of("other"), new LocalDisk()))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("to belong to writer other, found that it belongs to writer w;");
  }

  @Test
  void dataFolder_noName_randomNameThatStays() throws IOException {
    Path fresh = folder.resolve("fresh");
    String name;
    try (DataFolder first = DataFolder.open(fresh, Optional.empty(), new LocalDisk())) {
      name = first.writer();
      assertThat(name).matches("[0-9a-v]{16}");
      assertThat(first.newlyNamed()).isTrue();
    }
    try (DataFolder again = DataFolder.open(fresh, Optional.empty(), new LocalDisk())) {
      assertThat(again.writer()).isEqualTo(name);
      assertThat(again.newlyNamed()).isFalse();
    }
  }
}
