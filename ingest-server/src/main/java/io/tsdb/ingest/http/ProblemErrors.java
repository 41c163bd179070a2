package io.tsdb.ingest.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers as a problem what the HTTP server refuses before a request reaches an endpoint: broken or
 * too large headers, ambiguous paths.
 */
final class ProblemErrors extends ErrorHandler {

  ProblemErrors() {
    setShowStacks(false);
    setShowCauses(false);
    setShowOrigin(false);
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.write(true, ByteBuffer.wrap(problem(code, message).json()), callback);
  }

  private static Problem problem(int status, String reason) {
    String title = HttpStatus.getMessage(status);
    return Problem.of(status, title, reason == null ? title : reason);
  }
}
