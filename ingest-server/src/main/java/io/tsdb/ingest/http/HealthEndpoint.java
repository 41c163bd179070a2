package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.ingest.seal.IngestStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /health/live}: the process answers. {@code GET /health/ready}: it takes events in and
 * shows them. A store that is away is no reason not to be ready: events are kept in the log.
 */
final class HealthEndpoint {

  private final Ingest ingest;

  HealthEndpoint(Ingest ingest) {
    this.ingest = ingest;
  }

  void live(Context ctx) {
    Answers.json(ctx, 200, Map.of("status", "live"));
  }

  void ready(Context ctx) {
    IngestStatus status = ingest.status();
    Map<String, Object> answer = new LinkedHashMap<>();
    boolean ready = status.liveProblem().isEmpty();
    answer.put("status", ready ? "ready" : "not ready");
    answer.put("writer", status.writer());
    answer.put("eventsNotSealed", status.liveRows());
    answer.put("waitingSeals", status.waitingSeals());
    if (!status.damages().isEmpty()) {
      answer.put("logDamages", status.damages());
    }
    status.sealProblem().ifPresent(problem -> answer.put("sealProblem", problem));
    status.liveProblem().ifPresent(problem -> answer.put("liveProblem", problem));
    Answers.json(ctx, ready ? 200 : 503, answer);
  }
}
