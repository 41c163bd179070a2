package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.otlp.OtlpEncoding;
import io.tsdb.ingest.otlp.OtlpEvents;
import io.tsdb.ingest.otlp.OtlpSignal;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.Excerpt;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * {@code POST /v1/logs} and {@code /v1/metrics}: <a
 * href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>. As the protocol has it,
 * items that cannot be stored are rejected and counted, and the others are stored, all or none.
 */
final class OtlpEndpoint {

  private final EventIntake intake;
  private final Clock clock;

  /**
   * @param clock gives the time to items that have none
   */
  OtlpEndpoint(EventIntake intake, Clock clock) {
    this.intake = intake;
    this.clock = clock;
  }

  void logs(Context ctx) throws IOException {
    export(ctx, OtlpSignal.LOGS);
  }

  void metrics(Context ctx) throws IOException {
    export(ctx, OtlpSignal.METRICS);
  }

  void traces(Context ctx) {
    encoding(ctx);
    throw ProblemException.notFound(
        "Traces are not stored here, only logs and metrics; turn their export off");
  }

  private void export(Context ctx, OtlpSignal signal) throws IOException {
    OtlpEncoding encoding = encoding(ctx);
    long received = clock.millis();
    EventIntake.Partly read =
        intake.readPartly(
            ctx,
            body ->
                new OtlpEvents(
                    signal, encoding, body, received, new EventBuilder(EventIntake.LABEL_BYTES)));
    byte[] answer = encoding.accepted(signal, read.rejected(), why(read.first()));
    intake.store(
        ctx, read.events(), () -> ctx.status(200).contentType(encoding.mediaType()).result(answer));
  }

  private static String why(Optional<EventProblem> first) {
    return first
        .map(
            problem ->
                "The first of them, number "
                    + problem.index()
                    + " from 0, at "
                    + problem.pointer()
                    + ": "
                    + problem.message())
        .orElse("");
  }

  private static OtlpEncoding encoding(Context ctx) {
    String contentType = ctx.req().getContentType();
    OtlpEncoding encoding =
        OtlpEncoding.ofContentType(contentType == null ? "" : contentType)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                            415,
                            "Unsupported media type",
                            "Expected application/x-protobuf or application/json, found "
                                + (contentType == null ? "none" : Excerpt.of(contentType)))));
    ErrorForm.use(
        ctx,
        (context, problem) ->
            context.contentType(encoding.mediaType()).result(encoding.status(problem.detail())));
    return encoding;
  }
}
