package io.tsdb.ingest.http;

import io.javalin.http.Context;

/**
 * How the answer to a request tells what is wrong: as a problem document, or as the protocol has it
 * that the client speaks.
 */
interface ErrorForm {

  /** The document of RFC 9457. */
  ErrorForm PROBLEM_DOCUMENT =
      (ctx, problem) -> ctx.contentType(Problem.MEDIA_TYPE).result(problem.json());

  /** Writes media type and body; the status is set already. */
  void write(Context ctx, Problem problem);

  /** From now on, errors of this request have this form. */
  static void use(Context ctx, ErrorForm form) {
    ctx.attribute(ErrorForm.class.getName(), form);
  }

  /** The form that the request's errors have. */
  static ErrorForm of(Context ctx) {
    ErrorForm form = ctx.attribute(ErrorForm.class.getName());
    return form == null ? PROBLEM_DOCUMENT : form;
  }
}
