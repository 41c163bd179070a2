package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.avatica.AvaticaService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code POST /avatica}: the protocol of Apache Calcite Avatica's clients, JSON or protobuf. */
final class AvaticaEndpoint {

  static final String PATH = "/avatica";

  /** Most bytes of a request, which is SQL and its parameters for the most part. */
  private static final long BODY_BYTES = 4L * 1024 * 1024;

  private final AvaticaService service;
  private final Admission queries;

  AvaticaEndpoint(AvaticaService service, Admission queries) {
    this.service = service;
    this.queries = queries;
  }

  @SuppressWarnings("try")
  void post(Context ctx) throws IOException {
    byte[] request = request(ctx);
    try (Admission.Place place = queries.enter()) {
      AvaticaService.Answer answer = service.answer(request);
      ctx.status(answer.status()).contentType(answer.contentType()).result(answer.body());
    }
  }

  private static byte[] request(Context ctx) throws IOException {
    // clients of before 1.4 send JSON so
    String header = ctx.header("request");
    if (header != null) {
      return header.getBytes(StandardCharsets.UTF_8);
    }
    try (InputStream body = RequestBody.openUntyped(ctx, BODY_BYTES)) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw RequestBody.refusal(e, BODY_BYTES);
    }
  }
}
