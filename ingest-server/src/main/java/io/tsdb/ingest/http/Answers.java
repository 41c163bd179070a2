package io.tsdb.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tsdb.ingest.parse.Excerpt;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes small answers, problems above all. */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Answers() {}

  static void json(Context ctx, int status, Map<String, ?> document) {
    try {
      ctx.status(status).contentType("application/json").result(MAPPER.writeValueAsBytes(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer holds what JSON cannot say: " + document, e);
    }
  }

  static void problem(Context ctx, Problem problem, Map<String, String> headers) {
    if (problem.status() >= 500 && !problem.members().containsKey("incident")) {
      LOG.warn("{} {}: {}", ctx.req().getMethod(), Excerpt.of(ctx.path()), problem.detail());
    }
    headers.forEach(ctx::header);
    ctx.status(problem.status());
    ErrorForm.of(ctx).write(ctx, problem);
  }

  /** What the router itself refuses: no such path, no such method. */
  static void refused(HttpResponseException refusal, Context ctx) {
    int status = refusal.getStatus();
    if (status == 405) {
      String allowed =
          refusal.getDetails().values().stream().findFirst().orElse("").replace(" ", "");
      problem(
          ctx,
          Problem.of(
              405,
              "Method not allowed",
              "Expected one of "
                  + allowed
                  + " for "
                  + Excerpt.of(ctx.path())
                  + ", found "
                  + ctx.req().getMethod()),
          Map.of("Allow", allowed.replace(",", ", ")));
    } else if (status == 404) {
      problem(
          ctx,
          Problem.of(404, "Not found", "There is nothing at " + Excerpt.of(ctx.path())),
          Map.of());
    } else {
      problem(ctx, Problem.of(status, "Refused", String.valueOf(refusal.getMessage())), Map.of());
    }
  }

  /** A fault of the server: the log has its details under the incident that the answer names. */
  static Problem incident(Throwable fault, String what) {
    String incident = UUID.randomUUID().toString();
    LOG.error("Incident {}: {}", incident, what, fault);
    return Problem.of(
            500,
            "Internal error",
            what
                + " failed through a fault of the server. Its log says more about incident "
                + incident)
        .with("incident", incident);
  }

  /** What no endpoint foresaw. An answer that has begun is broken off, recognisably. */
  static void uncaught(Exception fault, Context ctx) {
    if (isClientGone(fault)) {
      LOG.debug("The client of {} {} has gone away", ctx.req().getMethod(), ctx.path(), fault);
      if (!ctx.res().isCommitted()) {
        // It may still listen, and an answer left as it is would say 200: stored.
        ctx.res().reset();
        problem(ctx, brokenOff(fault), Map.of("Connection", "close"));
      }
      return;
    }
    Problem incident = incident(fault, ctx.req().getMethod() + " " + Excerpt.of(ctx.path()));
    if (ctx.res().isCommitted()) {
      ClientConnection.of(ctx).abort();
    } else {
      ctx.res().reset();
      problem(ctx, incident, Map.of());
    }
  }

  private static Problem brokenOff(Throwable fault) {
    if (fault.getCause() instanceof TimeoutException) {
      return Problem.of(
          408,
          "Request timeout",
          "The request's body stopped coming before its end; nothing was done, send it again");
    }
    return Problem.of(
        400,
        "Incomplete request",
        "Expected a whole body, found one that broke off or whose chunks are not as HTTP has them;"
            + " nothing was done, send it again");
  }

  /** The same for an error of the virtual machine, which comes without its request. */
  static void uncaught(Error fault, HttpServletResponse response) {
    Problem incident = incident(fault, "A request");
    if (response.isCommitted()) {
      throw fault;
    }
    response.reset();
    response.setStatus(500);
    response.setContentType(Problem.MEDIA_TYPE);
    try {
      response.getOutputStream().write(incident.json());
    } catch (IOException e) {
      LOG.debug("The client of an incident has gone away", e);
    }
  }

  /** Whether reading from or writing to the client failed: mostly nobody is left to answer. */
  static boolean isClientGone(Throwable fault) {
    return fault instanceof EofException
        || (fault instanceof IOException && fault.getCause() instanceof TimeoutException);
  }
}
