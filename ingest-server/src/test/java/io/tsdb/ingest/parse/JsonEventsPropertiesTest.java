package io.tsdb.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.WellFormed;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonEventsPropertiesTest {

  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u",
          "d800",
          "timestamp",
          "\"timestamp\":",
          "labels",
          "\"labels\":{",
          "value",
          "\"value\":",
          "1673205162254",
          "-",
          "1e9999",
          "NaN",
          "null",
          "true",
          "\n",
          "\u0000",
          "é",
          "\"2023-01-08T19:12:42Z\"",
          "\"a\":\"b\"",
          " ");

  @Property(tries = 500)
  void events_roundTrip(@ForAll("events") List<Event> events) throws IOException {
    String lines = write(events, "\n");
    String array = "[" + write(events, ",") + "]";

    assertThat(Sources.json(lines).events()).isEqualTo(events);
    assertThat(Sources.json(lines).problems()).isEmpty();
    assertThat(Sources.json(array).events()).isEqualTo(events);
  }

  @Property(tries = 2_000)
  void garbage_endsInEventsOrProblems(@ForAll("garbage") String body) {
    Sources.Outcome outcome = Sources.json(body);

    for (EventProblem problem : outcome.problems()) {
      assertThat(problem.message()).isNotBlank().doesNotContain("Exception").hasSizeLessThan(600);
    }
    for (Event event : outcome.events()) {
      assertThat(event.timestamp()).isBetween(EventLimits.FIRST_TIME, EventLimits.LAST_TIME);
    }
  }

  @Property(tries = 500)
  void bytes_endInEventsOrProblems(@ForAll byte[] body) {
    Sources.Outcome outcome = Sources.json(body);

    // at most one for each byte, and one for where the body ends: a lone quote is both
    assertThat(outcome.events().size() + outcome.problems().size())
        .isLessThanOrEqualTo(body.length + 1);
  }

  @Property(tries = 256, generation = GenerationMode.EXHAUSTIVE)
  void oneByte_isOneProblemAndItsEndMayBeAnother(@ForAll byte only) {
    Sources.Outcome outcome = Sources.json(new byte[] {only});

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.problems()).hasSizeLessThanOrEqualTo(only == '"' ? 2 : 1);
  }

  @Property(tries = 300)
  void cutBody_isNeverTakenAsWhole(@ForAll("events") List<Event> events, @ForAll int where)
      throws IOException {
    String array = "[" + write(events, ",") + "]";
    String cut = array.substring(0, Math.floorMod(where, array.length()));

    assertThat(cut.isEmpty() || !Sources.json(cut).problems().isEmpty()).isTrue();
  }

  @Provide
  Arbitrary<String> garbage() {
    return Arbitraries.of(FRAGMENTS).list().ofMaxSize(30).map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<String> text =
        Arbitraries.strings().all().ofMaxLength(40).filter(t -> WellFormed.loneSurrogate(t) < 0);
    Arbitrary<String> key =
        text.filter(
            k ->
                !k.isEmpty()
                    && k.indexOf(0) < 0
                    && k.getBytes(StandardCharsets.UTF_8).length <= EventLimits.KEY_BYTES);
    Arbitrary<Map<String, String>> labels = Arbitraries.maps(key, text).ofMaxSize(5);
    Arbitrary<Double> number =
        Arbitraries.doubles()
            .between(-Double.MAX_VALUE, Double.MAX_VALUE)
            .ofScale(10)
            .filter(Double::isFinite);
    return Combinators.combine(
            Arbitraries.longs().between(EventLimits.FIRST_TIME, EventLimits.LAST_TIME),
            labels,
            number.optional(),
            text.optional(),
            text.optional())
        .as(
            (time, set, value, content, id) ->
                new Event(
                    time,
                    Labels.of(set),
                    value.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                    content,
                    id))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static String write(List<Event> events, String separator) throws IOException {
    StringWriter out = new StringWriter();
    for (Event event : events) {
      if (out.getBuffer().length() > 0) {
        out.write(separator);
      }
      StringWriter one = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(one)) {
        json.writeStartObject();
        json.writeNumberField("timestamp", event.timestamp());
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : event.labels().values().entrySet()) {
          json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        if (event.value().isPresent()) {
          json.writeNumberField("value", event.value().getAsDouble());
        }
        writeText(json, "text", event.text());
        writeText(json, "id", event.id());
        json.writeEndObject();
      }
      out.write(one.toString());
    }
    return out.toString();
  }

  private static void writeText(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }
}
