package io.tsdb.calcite.testing;

import static io.tsdb.calcite.testing.Events.event;
import static io.tsdb.calcite.testing.Events.number;
import static io.tsdb.calcite.testing.Events.text;

import io.tsdb.archive.segment.Event;
import java.util.List;
import java.util.Map;

/** A few events whose every answer can be told by heart. */
public final class Samples {

  private Samples() {}

  /** Orders, temperatures and notes; segments of January, March, 31 May and 1 June 2024. */
  public static List<List<Event>> seals() {
    return List.of(
        List.of(
            number("2024-01-01T10:00:00Z", Map.of("sensor", "a", "room", "x"), 1.5),
            text(
                "2024-01-01T11:00:00.123Z",
                Map.of("product_name", "Terracotta Coffee Mug", "order_id", "111"),
                "Someone really enjoyed their order. Größe 日本 😀"),
            number("2024-01-01T12:00:00Z", Map.of("sensor", "b"), -3)),
        List.of(
            number("2024-03-01T10:00:00Z", Map.of("sensor", "a", "order_id", "111"), 7),
            event("2024-03-01T11:00:00Z", Map.of("product_name", "Hat"), 4, "a warm hat", "id-1"),
            text("2024-03-01T12:00:00Z", Map.of("order_id", "222"), "Refund of 100%")),
        List.of(
            number("2024-05-31T23:30:00Z", Map.of("sensor", "c"), 9),
            number("2024-06-01T11:30:00Z", Map.of("sensor", "c"), 10)));
  }
}
