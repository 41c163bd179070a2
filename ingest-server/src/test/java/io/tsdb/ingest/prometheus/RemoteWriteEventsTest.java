package io.tsdb.ingest.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.Sources;
import io.tsdb.ingest.prometheus.RemoteWriteMessages.Series;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemoteWriteEventsTest {

  private static final List<Series> SERIES =
      List.of(
          new Series(
              Map.of("__name__", "up", "job", "node", "instance", "é:9100"),
              new long[] {1_000, 2_000, 3_000},
              new double[] {1, 0.25, -1e300}),
          Series.of(Map.of("__name__", "none", "empty", ""), 7, Double.NaN),
          Series.of(Map.of("__name__", "no samples"), 9, Double.NEGATIVE_INFINITY));

  @ParameterizedTest
  @EnumSource
  void samples_becomeEvents(RemoteWriteVersion version) {
    List<Event> events = read(version, bytes(version, SERIES)).events();

    assertThat(events).hasSize(5);
    assertThat(events).extracting(Event::timestamp).containsExactly(1_000L, 2_000L, 3_000L, 7L, 9L);
    assertThat(events.get(0).labels().values())
        .isEqualTo(Map.of("__name__", "up", "job", "node", "instance", "é:9100"));
    assertThat(events.get(1).value()).hasValue(0.25);
    assertThat(events.get(2).value()).hasValue(-1e300);
    assertThat(events.get(3).labels().values()).isEqualTo(Map.of("__name__", "none"));
    assertThat(events.get(3).value()).isEmpty();
    assertThat(events.get(3).text()).contains("NaN");
    assertThat(events.get(4).text()).contains("-Inf");
  }

  @ParameterizedTest
  @EnumSource
  void endOfASeries_isToldFromOtherNaNs(RemoteWriteVersion version) {
    Series stale =
        Series.of(Map.of("__name__", "up"), 5, Double.longBitsToDouble(0x7ff0000000000002L));

    Event event = read(version, bytes(version, List.of(stale))).onlyEvent();

    assertThat(event.text()).contains("stale");
    assertThat(event.value()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rules_areThoseOfEvents(RemoteWriteVersion version) {
    Map<String, String> many = new java.util.HashMap<>();
    IntStream.range(0, 300).forEach(i -> many.put("l" + i, "v"));

    assertThat(problem(version, Series.of(many, 1, 1))).contains("at most 64 labels");
    assertThat(problem(version, Series.of(Map.of("a", "x".repeat(4_097)), 1, 1)))
        .contains("label value of at most 4096 bytes");
    assertThat(problem(version, Series.of(Map.of("", "x"), 1, 1))).contains("found an empty one");
    assertThat(problem(version, Series.of(Map.of("a", ""), 1, 1)))
        .contains("Expected a label such");
    assertThat(problem(version, Series.of(Map.of("a", "b"), -1, 1)))
        .contains("Expected a time from 1970 to 2200");
  }

  @ParameterizedTest
  @EnumSource
  void nativeHistogram_isRefused(RemoteWriteVersion version) {
    EventProblem problem = read(version, RemoteWriteMessages.withHistogram(version)).onlyProblem();

    assertThat(problem.message()).contains("native histogram", "send_native_histograms: false");
    assertThat(problem.pointer()).isEqualTo("/timeseries/0/histograms");
  }

  @Test
  void references_mustBeToSymbols() {
    List<String> symbols = List.of("", "__name__", "up");

    assertThat(v2Problem(symbols, 1)).contains("Expected an even number of references, found 1");
    assertThat(v2Problem(symbols, 1, 3)).contains("Expected references to 3 symbols, found 3");
    assertThat(v2Problem(symbols, 1, -1)).contains("found 4294967295");
    assertThat(v2Problem(symbols, 1, 2, 1, 2)).contains("Expected each label once");
    assertThat(
            read(RemoteWriteVersion.V2, RemoteWriteMessages.v2References(symbols, 1, 2)).events())
        .hasSize(1);
  }

  private static String v2Problem(List<String> symbols, int... references) {
    return read(RemoteWriteVersion.V2, RemoteWriteMessages.v2References(symbols, references))
        .onlyProblem()
        .message();
  }

  @ParameterizedTest
  @EnumSource
  void messageOfTheOtherVersion_isRefused(RemoteWriteVersion version) {
    RemoteWriteVersion other =
        version == RemoteWriteVersion.V1 ? RemoteWriteVersion.V2 : RemoteWriteVersion.V1;

    assertThat(read(version, bytes(other, SERIES)).onlyProblem().message())
        .contains("another version of remote write");
  }

  @ParameterizedTest
  @EnumSource
  void damagedMessage_endsInEventsOrProblems(RemoteWriteVersion version) {
    byte[] bytes = bytes(version, Collections.nCopies(20, SERIES.get(0)));
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      Sources.Outcome outcome = read(version, damaged);
      refused += outcome.problems().isEmpty() ? 0 : 1;
      assertThat(outcome.problems())
          .allSatisfy(problem -> assertThat(problem.message()).startsWith("Expected"));
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  /** References of a byte or two to one long symbol would ask for any amount of memory. */
  @Test
  void labelSets_areBoundedInMemory() {
    List<Series> series =
        IntStream.range(0, 2_000)
            .mapToObj(i -> Series.of(Map.of("a", "x".repeat(4_000), "i", "" + i), 1, 1))
            .toList();
    byte[] bytes = RemoteWriteMessages.v2(series);
    assertThat(bytes.length).isLessThan(200_000);

    Sources.Outcome outcome =
        Sources.all(
            () ->
                new RemoteWriteEvents(
                    RemoteWriteVersion.V2,
                    new ByteArrayInputStream(bytes),
                    new EventBuilder(4 << 20)));

    assertThat(outcome.events()).hasSizeLessThan(1_100);
    assertThat(outcome.problems()).isNotEmpty();
    assertThat(outcome.problems().get(0).message()).contains("label sets of at most 4194304 bytes");
  }

  private static String problem(RemoteWriteVersion version, Series series) {
    return read(version, bytes(version, List.of(series))).onlyProblem().message();
  }

  private static byte[] bytes(RemoteWriteVersion version, List<Series> series) {
    return version == RemoteWriteVersion.V1
        ? RemoteWriteMessages.v1(series)
        : RemoteWriteMessages.v2(series);
  }

  private static Sources.Outcome read(RemoteWriteVersion version, byte[] bytes) {
    return Sources.all(
        () -> new RemoteWriteEvents(version, new ByteArrayInputStream(bytes), new EventBuilder()));
  }
}
