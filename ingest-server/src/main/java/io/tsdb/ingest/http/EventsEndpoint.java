package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.log.LogException;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.InvalidEventException;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import io.tsdb.ingest.parse.JsonEvents;
import io.tsdb.ingest.seal.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * {@code PUT /api/events}: one event, an array or NDJSON. Answers when all of them are durable;
 * where one is wrong, none is stored.
 */
final class EventsEndpoint {

  /** Most wrong events that an answer lists. */
  static final int LISTED_PROBLEMS = 100;

  /** Most events of a request. Together with the body's limit it bounds the memory it takes. */
  static final int EVENTS = 1_000_000;

  /** Bodies up to this size are read at once; larger ones wait for one of few places. */
  private static final long SMALL_BODY = 1024 * 1024;

  /**
   * Bytes of other bodies that have arrived before they take a place: a batch of an agent, packed
   * or in chunks, mostly is not longer, and neither waits for slow clients nor lets others wait.
   */
  private static final int ARRIVED_BYTES = 256 * 1024;

  private final Ingest ingest;
  private final long bodyLimit;
  private final Admission largeBodies;
  private final Executor answering;
  private final ServerMetrics metrics;

  /**
   * @param bodyLimit most bytes of a body, as sent and as unpacked
   * @param answering runs what follows the log's answer, so that the log's thread never waits for a
   *     client
   */
  EventsEndpoint(Ingest ingest, long bodyLimit, Executor answering, ServerMetrics metrics) {
    this.ingest = ingest;
    this.bodyLimit = bodyLimit;
    this.largeBodies = new Admission("large bodies", 2, 30_000);
    this.answering = answering;
    this.metrics = metrics;
  }

  void put(Context ctx) throws IOException {
    List<Event> events = readAdmitted(ctx);
    if (events.isEmpty()) {
      accepted(ctx, 0);
      return;
    }
    ctx.future(
        () ->
            append(events)
                .handleAsync(
                    (nothing, failure) -> {
                      if (failure == null) {
                        accepted(ctx, events.size());
                      } else {
                        notStored(ctx, failure);
                      }
                      return null;
                    },
                    answering));
  }

  private CompletableFuture<Void> append(List<Event> events) {
    try {
      return ingest.append(events);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.of(413, "Too many events", e.getMessage()), e);
    }
  }

  private void accepted(Context ctx, int events) {
    metrics.eventsAccepted(events);
    Answers.json(ctx, 200, Map.of("accepted", events));
  }

  private void notStored(Context ctx, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    Problem incident = Answers.incident(cause, "Storing the events");
    // the log's own refusals say what to do; anything else is for the server's log alone
    String why =
        cause instanceof LogException
            ? cause.getMessage()
            : "Events were not stored: the server's log could not be written; send them again";
    Answers.problem(
        ctx,
        Problem.of(
                503,
                "Not stored",
                why
                    + ". The server's log says more about incident "
                    + incident.members().get("incident"))
            .with("incident", incident.members().get("incident")),
        Map.of("Retry-After", "5"));
  }

  @SuppressWarnings("try")
  private List<Event> readAdmitted(Context ctx) throws IOException {
    boolean small = RequestBody.hasKnownSize(ctx) && ctx.req().getContentLengthLong() <= SMALL_BODY;
    try (InputStream body = RequestBody.open(ctx, bodyLimit, small ? 0 : ARRIVED_BYTES)) {
      if (small) {
        return read(body);
      }
      try (Admission.Place place = largeBodies.enter()) {
        return read(body);
      }
    } catch (IOException e) {
      throw RequestBody.refusal(e, bodyLimit);
    }
  }

  private List<Event> read(InputStream body) throws IOException {
    List<Event> events = new ArrayList<>();
    List<EventProblem> problems = new ArrayList<>();
    try (EventSource source = new JsonEvents(body)) {
      while (problems.size() < LISTED_PROBLEMS) {
        try {
          Optional<Event> event = source.next();
          if (event.isEmpty()) {
            break;
          }
          if (events.size() == EVENTS) {
            throw new ProblemException(
                Problem.of(
                    413,
                    "Too many events",
                    "Expected at most " + EVENTS + " events, found more; send them in parts"),
                Map.of("Connection", "close"));
          }
          events.add(event.get());
        } catch (InvalidEventException e) {
          problems.add(e.problem());
          if (e.rest() == Rest.UNREADABLE) {
            break;
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      metrics.eventsRefused();
      throw new ProblemException(
          new Problem(400, "Invalid events", detail(problems), problems, Map.of()));
    }
    return events;
  }

  private static String detail(List<EventProblem> problems) {
    EventProblem first = problems.get(0);
    String many =
        problems.size() == LISTED_PROBLEMS
            ? "At least " + LISTED_PROBLEMS + " events are wrong"
            : problems.size() == 1 ? "One event is wrong" : problems.size() + " events are wrong";
    return many
        + ", nothing was stored. Event "
        + first.index()
        + (first.pointer().isEmpty() ? "" : " at " + first.pointer())
        + ": "
        + first.message();
  }
}
