package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.JsonEvents;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code PUT /api/events}: one event, an array or NDJSON. Answers when all of them are durable;
 * where one is wrong, none is stored.
 */
final class EventsEndpoint {

  private final EventIntake intake;

  EventsEndpoint(EventIntake intake) {
    this.intake = intake;
  }

  void put(Context ctx) throws IOException {
    RequestBody.requireJson(ctx);
    List<Event> events = intake.read(ctx, JsonEvents::new);
    intake.store(ctx, events, () -> Answers.json(ctx, 200, Map.of("accepted", events.size())));
  }
}
