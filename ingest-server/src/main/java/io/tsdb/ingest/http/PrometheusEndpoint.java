package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.prometheus.RemoteWriteEvents;
import io.tsdb.ingest.prometheus.RemoteWriteVersion;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code POST /api/v1/write}: Prometheus remote write <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec/">1.0</a> and <a
 * href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">2.0</a>. Each answer says how
 * many samples were written: all or none.
 */
final class PrometheusEndpoint {

  private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

  /** Senders log the body of an error as it is. */
  private static final ErrorForm PLAIN =
      (ctx, problem) -> ctx.contentType("text/plain; charset=utf-8").result(problem.detail());

  private final EventIntake intake;

  PrometheusEndpoint(EventIntake intake) {
    this.intake = intake;
  }

  void write(Context ctx) throws IOException {
    ErrorForm.use(ctx, PLAIN);
    written(ctx, 0);
    RemoteWriteVersion version = version(ctx.req().getContentType());
    List<Event> events =
        intake.read(
            ctx,
            Set.of(ContentCoding.SNAPPY),
            body ->
                new RemoteWriteEvents(version, body, new EventBuilder(EventIntake.LABEL_BYTES)));
    intake.store(
        ctx,
        events,
        () -> {
          written(ctx, events.size());
          ctx.status(204);
        });
  }

  private static void written(Context ctx, int samples) {
    ctx.header(String.format(Locale.ROOT, WRITTEN, "Samples"), Integer.toString(samples));
    ctx.header(String.format(Locale.ROOT, WRITTEN, "Histograms"), "0");
    ctx.header(String.format(Locale.ROOT, WRITTEN, "Exemplars"), "0");
  }

  private static RemoteWriteVersion version(String contentType) {
    return RemoteWriteVersion.ofContentType(contentType == null ? "" : contentType)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                        415,
                        "Unsupported media type",
                        "Expected application/x-protobuf, with proto=prometheus.WriteRequest or"
                            + " proto=io.prometheus.write.v2.Request, found "
                            + (contentType == null ? "none" : Excerpt.of(contentType)))));
  }
}
