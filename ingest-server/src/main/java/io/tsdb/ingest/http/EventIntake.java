package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.log.LogException;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.InvalidEventException;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import io.tsdb.ingest.seal.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The way of events from a body into the log, the same for each protocol: read within bounds, all
 * or none, stored durably, answered.
 */
final class EventIntake {

  /** Most wrong events that an answer lists. */
  static final int LISTED_PROBLEMS = 100;

  /** Most events of a request. Together with the body's limit it bounds the memory it takes. */
  static final int EVENTS = 1_000_000;

  /** Most memory that the label sets of a request may take, about, in bytes. */
  static final long LABEL_BYTES = 128L << 20;

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
  EventIntake(Ingest ingest, long bodyLimit, Executor answering, ServerMetrics metrics) {
    this.ingest = ingest;
    this.bodyLimit = bodyLimit;
    this.largeBodies = new Admission("large bodies", 2, 30_000);
    this.answering = answering;
    this.metrics = metrics;
  }

  /** Starts reading a body's events. */
  @FunctionalInterface
  interface Format {
    EventSource open(InputStream body) throws IOException;
  }

  /**
   * All events of the request's body.
   *
   * @throws ProblemException if one is wrong, or the body is
   */
  List<Event> read(Context ctx, Format format) throws IOException {
    return read(ctx, ContentCoding.USUAL, format);
  }

  /**
   * The same of a body that may be packed in these ways. Few large bodies are read at a time.
   *
   * @throws ProblemException if one is wrong, or the body is
   */
  List<Event> read(Context ctx, Set<ContentCoding> readable, Format format) throws IOException {
    return readAdmitted(ctx, readable, body -> read(body, format));
  }

  /**
   * The events of a body of which those that break a rule may be left out.
   *
   * @param rejected how often the source said that something breaks a rule
   * @param first the first of these times
   */
  record Partly(List<Event> events, long rejected, Optional<EventProblem> first) {}

  /**
   * What can be stored of the request's body.
   *
   * @throws ProblemException if the body cannot be read to its end
   */
  Partly readPartly(Context ctx, Format format) throws IOException {
    return readAdmitted(ctx, ContentCoding.USUAL, body -> readPartly(body, format));
  }

  /** Takes an unpacked body apart. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(InputStream body) throws IOException;
  }

  @SuppressWarnings("try")
  private <T> T readAdmitted(Context ctx, Set<ContentCoding> readable, Reading<T> reading)
      throws IOException {
    boolean small = RequestBody.hasKnownSize(ctx) && ctx.req().getContentLengthLong() <= SMALL_BODY;
    try (InputStream body =
        RequestBody.openUntyped(ctx, bodyLimit, small ? 0 : ARRIVED_BYTES, readable)) {
      if (small) {
        return reading.read(body);
      }
      try (Admission.Place place = largeBodies.enter()) {
        return reading.read(body);
      }
    } catch (IOException e) {
      throw RequestBody.refusal(e, bodyLimit);
    }
  }

  private List<Event> read(InputStream body, Format format) throws IOException {
    List<Event> events = new ArrayList<>();
    List<EventProblem> problems = new ArrayList<>();
    try (EventSource source = format.open(body)) {
      while (problems.size() < LISTED_PROBLEMS) {
        try {
          Optional<Event> event = source.next();
          if (event.isEmpty()) {
            break;
          }
          add(events, event.get());
        } catch (InvalidEventException e) {
          problems.add(e.problem());
          if (e.rest() == Rest.UNREADABLE) {
            break;
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    return events;
  }

  private Partly readPartly(InputStream body, Format format) throws IOException {
    List<Event> events = new ArrayList<>();
    Optional<EventProblem> first = Optional.empty();
    long rejected = 0;
    try (EventSource source = format.open(body)) {
      while (true) {
        try {
          Optional<Event> event = source.next();
          if (event.isEmpty()) {
            return new Partly(events, rejected, first);
          }
          add(events, event.get());
        } catch (InvalidEventException e) {
          if (e.rest() == Rest.UNREADABLE) {
            throw invalid(List.of(e.problem()));
          }
          rejected++;
          first = first.isPresent() ? first : Optional.of(e.problem());
        }
      }
    }
  }

  private static void add(List<Event> events, Event event) {
    if (events.size() == EVENTS) {
      throw new ProblemException(
          Problem.of(
              413,
              "Too many events",
              "Expected at most " + EVENTS + " events, found more; send them in parts"),
          Map.of("Connection", "close"));
    }
    events.add(event);
  }

  private ProblemException invalid(List<EventProblem> problems) {
    metrics.eventsRefused();
    return new ProblemException(
        new Problem(400, "Invalid events", detail(problems), problems, Map.of()));
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

  /**
   * Stores all events or none, and then answers.
   *
   * @param stored answers once they are durable
   */
  void store(Context ctx, List<Event> events, Runnable stored) {
    if (events.isEmpty()) {
      stored.run();
      return;
    }
    ctx.future(
        () ->
            append(events)
                .handleAsync(
                    (nothing, failure) -> {
                      if (failure == null) {
                        metrics.eventsAccepted(events.size());
                        stored.run();
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

  private static void notStored(Context ctx, Throwable failure) {
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
}
