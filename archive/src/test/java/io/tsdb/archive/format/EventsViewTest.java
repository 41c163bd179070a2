package io.tsdb.archive.format;

import static io.tsdb.archive.format.Events.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventsViewTest {

  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  @Test
  void columns_fixedThenLabels() throws Exception {
    List<Event> events =
        List.of(Events.number(START, Labels.of(Map.of("zone", "1", "Text", "2", "a.b", "3")), 1));
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT name FROM pragma_table_info('events')"))
          .containsExactly(
              "ts",
              "time",
              "labels",
              "value",
              "text",
              "payload",
              "id",
              "a.b",
              "label_Text",
              "zone");
      assertThat(reader.query("SELECT \"a.b\", label_text, zone, text FROM events"))
          .containsExactly("3|2|1|");
    }
  }

  @Test
  void payload_isTheEventAsOneObject() throws Exception {
    Labels labels = Labels.of(Map.of("product_name", "Mug", "value", "label", "q\"\\", "x"));
    List<Event> events =
        List.of(
            Events.number(START, labels, 25.5),
            Events.text(START + 1, labels, "said \"hi\""),
            new Event(
                START + 2,
                Labels.of(Map.of("text", "label", "timestamp", "label")),
                OptionalDouble.of(-3),
                Optional.of("both"),
                Optional.of("i")),
            new Event(
                START + 3, labels, OptionalDouble.empty(), Optional.empty(), Optional.empty()));
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT payload FROM events"))
          .containsExactly(
              "{\"product_name\":\"Mug\",\"q\\\"\\\\\":\"x\",\"value\":25.5,\"timestamp\":"
                  + START
                  + "}",
              "{\"product_name\":\"Mug\",\"q\\\"\\\\\":\"x\",\"timestamp\":"
                  + (START + 1)
                  + ",\"text\":\"said \\\"hi\\\"\"}",
              "{\"text\":\"both\",\"timestamp\":" + (START + 2) + ",\"value\":-3.0}",
              "{\"product_name\":\"Mug\",\"q\\\"\\\\\":\"x\",\"timestamp\":" + (START + 3) + "}");
      assertThat(reader.query("SELECT DISTINCT payload ->> 'product_name' FROM events"))
          .containsExactlyInAnyOrder("Mug", "");
    }
  }

  @Test
  void time_isIso8601ToTheMillisecond() throws Exception {
    List<Long> times = new ArrayList<>(List.of(Event.FIRST_TIME, 1L, 999L, Event.LAST_TIME));
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      times.add((long) (random.nextDouble() * Event.LAST_TIME));
      times.add(START + i);
    }
    times.sort(null);
    List<Event> events = times.stream().map(time -> Events.number(time, Labels.NONE, 0)).toList();
    List<String> expected =
        times.stream().map(time -> MILLISECONDS.format(Instant.ofEpochMilli(time))).toList();
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT time FROM events")).isEqualTo(expected);
    }
  }

  @Test
  void rows_comeInOrderOfTime() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      events.add(Events.mixed(i));
    }
    try (SegmentReader reader = Events.reader(events)) {
      assertThat(reader.query("SELECT ts FROM events WHERE room = 'r1'")).isSorted().hasSize(1667);
      assertThat(reader.query("SELECT ts FROM events")).isSorted();
    }
  }
}
