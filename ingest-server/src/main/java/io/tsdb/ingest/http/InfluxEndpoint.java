package io.tsdb.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.influx.LineProtocol;
import io.tsdb.ingest.influx.TimePrecision;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.jetty.util.MultiMap;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * What Telegraf and InfluxDB's clients ask of an <a
 * href="https://docs.influxdata.com/influxdb/v1/tools/api/">InfluxDB 1</a> or <a
 * href="https://docs.influxdata.com/influxdb/v2/api/">2</a> to which they write line protocol. An
 * archive is one database, so names of databases, buckets and organisations are not looked at.
 */
final class InfluxEndpoint {

  /** The version whose answers these are like; clients look at it before they write. */
  private static final String VERSION = "1.8.10";

  private static final int STATEMENT_BYTES = 64 * 1024;

  /** {@code {"error": ...}}, as version 1 has it. */
  private static final ErrorForm VERSION_1 =
      (ctx, problem) -> {
        String message = message(problem);
        ctx.header("X-Influxdb-Error", Excerpt.of(message));
        Answers.json(ctx, problem.status(), Map.of("error", message));
      };

  /** {@code {"code": ..., "message": ...}}, as version 2 has it. */
  private static final ErrorForm VERSION_2 =
      (ctx, problem) ->
          Answers.json(
              ctx,
              problem.status(),
              Map.of("code", code(problem.status()), "message", message(problem)));

  private final EventIntake intake;
  private final Clock clock;

  /**
   * @param clock gives the time to points that have none
   */
  InfluxEndpoint(EventIntake intake, Clock clock) {
    this.intake = intake;
    this.clock = clock;
  }

  /** {@code POST /write} of version 1. */
  void write(Context ctx) throws IOException {
    ErrorForm.use(ctx, VERSION_1);
    store(ctx);
  }

  /** {@code POST /api/v2/write}. */
  void write2(Context ctx) throws IOException {
    ErrorForm.use(ctx, VERSION_2);
    store(ctx);
  }

  private void store(Context ctx) throws IOException {
    ctx.header("X-Influxdb-Version", VERSION);
    TimePrecision precision = precision(ctx.queryParam("precision"));
    OptionalLong received = OptionalLong.of(clock.millis());
    List<Event> events =
        intake.read(
            ctx,
            body ->
                new LineProtocol(
                    body, precision, received, new EventBuilder(EventIntake.LABEL_BYTES)));
    intake.store(ctx, events, () -> ctx.status(204));
  }

  private static TimePrecision precision(String name) {
    if (name == null || name.isEmpty()) {
      return TimePrecision.NS;
    }
    return TimePrecision.named(name)
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "Expected precision ns, us, ms, s, m or h, found " + Excerpt.of(name)));
  }

  /** {@code GET /ping}: alive. */
  void ping(Context ctx) {
    ctx.header("X-Influxdb-Version", VERSION);
    ctx.header("X-Influxdb-Build", "tsdb");
    String verbose = ctx.queryParam("verbose");
    if (verbose == null || verbose.isEmpty() || verbose.equals("0") || verbose.equals("false")) {
      ctx.status(204);
    } else {
      Answers.json(ctx, 200, Map.of("version", VERSION));
    }
  }

  /**
   * {@code /query}: a client that makes sure of its database is told that it is there. Any other
   * statement is refused.
   */
  void query(Context ctx) throws IOException {
    ErrorForm.use(ctx, VERSION_1);
    ctx.header("X-Influxdb-Version", VERSION);
    String statement = statement(ctx);
    if (!statement.strip().toUpperCase(Locale.ROOT).matches("(?s)CREATE\\s+DATABASE\\s.*")) {
      throw ProblemException.badRequest(
          "Expected CREATE DATABASE, which does nothing here, found \""
              + Excerpt.of(statement)
              + "\"; ask in SQL at /api/events/query");
    }
    Answers.json(ctx, 200, Map.of("results", List.of(Map.of("statement_id", 0))));
  }

  private static String statement(Context ctx) throws IOException {
    String inUrl = ctx.queryParam("q");
    if (inUrl != null) {
      return inUrl;
    }
    try (InputStream body = RequestBody.openUntyped(ctx, STATEMENT_BYTES)) {
      MultiMap<String> form = new MultiMap<>();
      UrlEncoded.decodeUtf8To(new String(body.readAllBytes(), UTF_8), form);
      String inBody = form.getString("q");
      return inBody == null ? "" : inBody;
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(400, "Bad request", "Expected a form with q, found: " + e.getMessage()), e);
    } catch (IOException e) {
      throw RequestBody.refusal(e, STATEMENT_BYTES);
    }
  }

  /** Telegraf knows by the words "unable to parse" that it need not send such points again. */
  private static String message(Problem problem) {
    return problem.errors().isEmpty()
        ? problem.detail()
        : "unable to parse line " + problem.errors().get(0).line() + ": " + problem.detail();
  }

  private static String code(int status) {
    return switch (status) {
      case 400 -> "invalid";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not found";
      case 405 -> "method not allowed";
      case 413 -> "request too large";
      case 415 -> "unsupported media type";
      case 429 -> "too many requests";
      case 503 -> "unavailable";
      default -> status < 500 ? "invalid" : "internal error";
    };
  }
}
