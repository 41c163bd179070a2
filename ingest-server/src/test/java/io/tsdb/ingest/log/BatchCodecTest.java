package io.tsdb.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BatchCodecTest {

  private static final int LIMIT = 16 << 20;

  @Property(tries = 500)
  void decode_encoded_sameEvents(@ForAll("batches") List<Event> events) throws LogException {
    byte[] bytes = BatchEncoder.encode(events, LIMIT);
    assertThat(BatchDecoder.decode(ByteBuffer.wrap(bytes), events.size())).isEqualTo(events);
  }

  @Property(tries = 2000)
  void decode_anyBytes_eventsOrLogException(
      @ForAll byte[] bytes, @ForAll int count, @ForAll("batches") List<Event> events) {
    decodesOrRefuses(bytes, count);
    byte[] encoded = BatchEncoder.encode(events, LIMIT);
    if (encoded.length > 0) {
      encoded[Math.floorMod(count, encoded.length)] ^= (byte) (1 + Math.floorMod(count, 255));
    }
    decodesOrRefuses(encoded, events.size());
  }

  private static void decodesOrRefuses(byte[] bytes, int count) {
    try {
      assertThat(BatchDecoder.decode(ByteBuffer.wrap(bytes), count)).hasSize(count);
    } catch (LogException e) {
      assertThat(e).hasMessageStartingWith("Expected");
    }
  }

  @Provide
  Arbitrary<List<Event>> batches() {
    Arbitrary<String> strings =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
            .list()
            .ofMaxSize(20)
            .map(BatchCodecTest::string);
    Arbitrary<Labels> labels =
        Arbitraries.maps(strings.filter(key -> key.indexOf(0) < 0), strings)
            .ofMaxSize(3)
            .map(Labels::of);
    Arbitrary<OptionalDouble> values =
        Arbitraries.doubles().optional().map(BatchCodecTest::optionalDouble);
    return Combinators.combine(
            Arbitraries.longs().between(Event.FIRST_TIME, Event.LAST_TIME),
            labels,
            values,
            strings.optional(),
            strings.optional())
        .as(Event::new)
        .list()
        .ofMaxSize(20);
  }

  private static String string(List<Integer> points) {
    StringBuilder string = new StringBuilder();
    points.forEach(string::appendCodePoint);
    return string.toString();
  }

  private static OptionalDouble optionalDouble(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  @Test
  void encode_repeatedLabels_storedOnce() {
    Labels labels = Labels.of(Map.of("key", "v".repeat(1000)));
    Event event = new Event(0, labels, OptionalDouble.of(1), Optional.empty(), Optional.empty());
    int one = BatchEncoder.encode(List.of(event), LIMIT).length;
    int three = BatchEncoder.encode(List.of(event, event, event), LIMIT).length;
    // flags, time difference, number of the labels, value
    assertThat(three - one).isEqualTo(2 * 11);
  }

  @Test
  void encode_overLimit_refused() {
    Event event =
        new Event(
            0, Labels.NONE, OptionalDouble.empty(), Optional.of("x".repeat(100)), Optional.empty());
    assertThatThrownBy(() -> BatchEncoder.encode(List.of(event), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a batch of at most 100 bytes, found more; send it in smaller parts");
  }

  @Test
  void decode_hugeCountOrLength_refusedWithoutAllocation() {
    assertThatThrownBy(() -> BatchDecoder.decode(ByteBuffer.allocate(8), Integer.MAX_VALUE))
        .isInstanceOf(LogException.class)
        .hasMessage("Expected a batch of 2147483647 events, found 8 bytes");
    // an event with new labels of 2^62 bytes
    byte[] bytes = {8, 0, -1, -1, -1, -1, -1, -1, -1, -1, 127, 0};
    assertThatThrownBy(() -> BatchDecoder.decode(ByteBuffer.wrap(bytes), 1))
        .isInstanceOf(LogException.class)
        .hasMessageStartingWith("Expected a string of ");
  }
}
