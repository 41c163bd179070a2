package io.tsdb.ingest.influx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.Sources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LineProtocolPropertiesTest {

  /** What an event must be, by name of its field. */
  private record Expected(
      String measurement, Map<String, String> tags, Map<String, Object> fields) {}

  @Property(tries = 1_500)
  void text_isReadAsByTheReference(@ForAll("garbage") String text) {
    Sources.Outcome outcome = Lines.read(text, TimePrecision.MS);
    ReferenceLines reference = ReferenceLines.read(text);

    assertThat(outcome.problems().isEmpty()).isEqualTo(reference.messages().isEmpty());
    if (reference.messages().isEmpty()) {
      assertThat(outcome.events()).isEqualTo(reference.events());
    }
  }

  @Property(tries = 1_000)
  void pieces_changeNothing(
      @ForAll("garbage") String text, @ForAll @IntRange(min = 1, max = 9) int piece) {
    byte[] bytes = text.getBytes(UTF_8);

    assertThat(Lines.readInPieces(bytes, piece)).isEqualTo(Lines.read(text, TimePrecision.MS));
  }

  @Property(tries = 500)
  void anyBytes_endInEventsOrProblems(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int piece) {
    Sources.Outcome outcome = Lines.readInPieces(bytes, piece);

    assertThat(outcome.problems()).allSatisfy(p -> assertThat(p.message()).startsWith("Expected"));
  }

  /** The writer of InfluxDB's own client. */
  @Property(tries = 500)
  void points_ofTheClient_comeBack(@ForAll("points") List<Expected> points) {
    StringBuilder lines = new StringBuilder();
    for (Expected expected : points) {
      Point point = Point.measurement(expected.measurement()).time(1_000L, WritePrecision.MS);
      expected.tags().forEach(point::addTag);
      point.addFields(expected.fields());
      lines.append(point.toLineProtocol()).append('\n');
    }

    Sources.Outcome outcome = Lines.readInPieces(lines.toString().getBytes(UTF_8), 100);

    assertThat(outcome.problems()).isEmpty();
    List<Event> left = new ArrayList<>(outcome.events());
    for (Expected expected : points) {
      List<Event> own = left.subList(0, expected.fields().size());
      Map<String, Object> fields = new HashMap<>();
      for (Event event : own) {
        Map<String, String> tags = new HashMap<>(event.labels().values());
        assertThat(event.timestamp()).isEqualTo(1_000);
        assertThat(tags.remove("measurement")).isEqualTo(expected.measurement());
        fields.put(
            tags.remove("field"),
            event.text().isPresent() ? event.text().get() : event.value().getAsDouble());
        assertThat(tags).isEqualTo(expected.tags());
      }
      Map<String, Object> asValues = new HashMap<>(expected.fields());
      asValues.replaceAll((name, value) -> valueOf(value));
      assertThat(fields).isEqualTo(asValues);
      own.clear();
    }
    assertThat(left).isEmpty();
  }

  private static Object valueOf(Object field) {
    if (field instanceof Number number) {
      return number.doubleValue();
    }
    return field instanceof Boolean truth ? (truth ? 1.0 : 0.0) : field;
  }

  @Provide
  Arbitrary<List<Expected>> points() {
    // A backslash at the end of a name cannot be written: it would make what follows part of it.
    Arbitrary<String> names =
        text(" ").filter(name -> !name.isEmpty()).map(name -> "n" + name + "x");
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.doubles().map(value -> value),
            Arbitraries.longs().map(value -> value),
            Arbitraries.of(true, false),
            text("\n"));
    return Combinators.combine(
            names,
            Arbitraries.maps(names, names).ofMaxSize(4),
            Arbitraries.maps(names, values).ofMinSize(1).ofMaxSize(4))
        .as(Expected::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static Arbitrary<String> text(String more) {
    return Arbitraries.of("a", "b", " ", ",", "=", "\\", "\"", "é", "😀", "#", more)
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> garbage() {
    List<String> parts =
        Arrays.asList(
            "m",
            ",",
            "=",
            " ",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "1",
            "1i",
            "t",
            "é",
            "\u0000",
            "1673205162254",
            "-",
            "f=1",
            "m f=1 1\n",
            "m,a=b f=1,g=\"x\" 2\n",
            ".5e3",
            ",g=2",
            "f=\"");
    return Arbitraries.of(parts).list().ofMaxSize(25).map(chosen -> String.join("", chosen));
  }
}
