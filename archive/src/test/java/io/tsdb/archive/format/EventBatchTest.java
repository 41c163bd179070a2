package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.PUMP;
import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBatchTest {

  @Test
  void bytes_growWithRowsTextAndSeries() {
    EventBatch batch = new EventBatch();
    long empty = batch.bytes();
    for (int i = 0; i < 100_000; i++) {
      batch.add(i, Events.number(START + i, PUMP, i));
    }
    long numbers = batch.bytes() - empty;
    assertThat(numbers).isBetween(100_000L * 28, 100_000L * 28 * 2);
    batch.add(100_000, Events.text(START, PUMP, "x".repeat(5_000_000)));
    long withText = batch.bytes() - empty - numbers;
    assertThat(withText).isGreaterThan(5_000_000);
    long before = batch.bytes();
    for (int i = 0; i < 1000; i++) {
      batch.add(i, Events.number(START, Labels.of(Map.of("k", "v".repeat(1000) + i)), 1));
    }
    assertThat(batch.bytes() - before).isGreaterThan(1_000_000);
    assertThat(batch.rows()).isEqualTo(101_001);
    assertThat(batch.isEmpty()).isFalse();
  }

  @Test
  void add_tooLarge_isRefusedAndNothingAdded() {
    EventBatch batch = new EventBatch();
    String large = "é".repeat(EventBatch.LARGEST_TEXT / 2 + 1);
    assertThatThrownBy(() -> batch.add(1, Events.text(START, PUMP, large)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected an event's text of at most 16777216 bytes, found one of 8388609 characters;"
                + " send it in parts");
    Labels labels = Labels.of(Map.of("k", large));
    assertThatThrownBy(() -> batch.add(1, Events.number(START, labels, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected an event's labels of at most");
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.seriesCount()).isZero();
  }

  @Test
  void add_largestText_isAccepted() throws Exception {
    EventBatch batch = new EventBatch();
    batch.add(1, Events.text(START, PUMP, "x".repeat(EventBatch.LARGEST_TEXT)));
    SegmentImage image = SegmentFiles.image(batch, "w", SealRange.of(1));
    try (SegmentReader reader = SegmentReader.of(image.bytes())) {
      assertThat(reader.query("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(reader.query("SELECT length(text) FROM events")).containsExactly("16777216");
    }
  }
}
