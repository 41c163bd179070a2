package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.archive.store.StoreException;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.ingest.seal.SealReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * {@code POST /api/admin/seal}: seals what was acknowledged so far and answers when it is readable
 * in the archive, or why it is not yet: at once where waiting will not help, else when the store
 * has been away for {@link io.tsdb.ingest.seal.IngestOptions#patience}.
 */
final class SealEndpoint {

  private final Ingest ingest;
  private final Executor answering;

  SealEndpoint(Ingest ingest, Executor answering) {
    this.ingest = ingest;
    this.answering = answering;
  }

  void seal(Context ctx) {
    ctx.future(
        () ->
            ingest
                .seal()
                .handleAsync(
                    (report, failure) -> {
                      if (failure == null) {
                        sealed(ctx, report);
                      } else {
                        failed(ctx, failure);
                      }
                      return report;
                    },
                    answering));
  }

  private static void sealed(Context ctx, SealReport report) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("sealedThrough", report.sealedThrough());
    answer.put("rows", report.rows());
    answer.put("segments", report.keys());
    Answers.json(ctx, 200, answer);
  }

  private static void failed(Context ctx, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof StoreException store) {
      ProblemException refusal = StoreProblems.of(store);
      Problem problem = refusal.problem();
      String detail =
          problem.detail() + " The events are safe in the server's log; sealing is tried again";
      Answers.problem(
          ctx, Problem.of(problem.status(), problem.title(), detail), refusal.headers());
    } else {
      Answers.problem(ctx, Answers.incident(cause, "Sealing"), Map.of());
    }
  }
}
