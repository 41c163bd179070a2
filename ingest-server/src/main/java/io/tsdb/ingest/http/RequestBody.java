package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.GzipMembers;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/** The body of a request: unpacked where it is gzip, and of bounded size before and after that. */
final class RequestBody {

  /** What clients call JSON, and what they send when not told: {@code curl -d} says form. */
  private static final Set<String> MEDIA_TYPES =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines",
          "application/octet-stream",
          "application/x-www-form-urlencoded",
          "text/plain",
          "text/json");

  private RequestBody() {}

  /**
   * Opens the body.
   *
   * @param limit most bytes, as sent and as unpacked
   * @throws ProblemException 415 for a media type or encoding that is not read here, 413 for a body
   *     that says that it is larger
   */
  static InputStream open(Context ctx, long limit) throws IOException {
    requireJson(ctx);
    return unpacked(ctx, limit, 0);
  }

  /** Opens a body of whatever media type. */
  static InputStream openUntyped(Context ctx, long limit) throws IOException {
    return unpacked(ctx, limit, 0);
  }

  /**
   * Opens a body of whatever media type once its end has arrived, or this many of its first bytes.
   * So who opens it before entering a place that others wait for does not let them wait for a slow
   * client, unless the body is larger.
   *
   * @param arrived bytes as sent; so many are held in memory at most
   */
  static InputStream openUntyped(Context ctx, long limit, int arrived) throws IOException {
    return unpacked(ctx, limit, arrived);
  }

  private static InputStream unpacked(Context ctx, long limit, int arrived) throws IOException {
    if (ctx.req().getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    boolean gzip = isGzip(ctx);
    InputStream arriving = new Limited(ctx.req().getInputStream(), limit);
    byte[] first = arriving.readNBytes(arrived);
    InputStream sent = new SequenceInputStream(new ByteArrayInputStream(first), arriving);
    return gzip ? new Limited(new GzipMembers(sent), limit) : sent;
  }

  /** Whether the size after unpacking is known from the start. */
  static boolean hasKnownSize(Context ctx) {
    return ctx.req().getContentLengthLong() >= 0 && !isGzip(ctx);
  }

  /** What a body that cannot be read tells the client; empty if the fault is not the body's. */
  static ProblemException refusal(IOException fault, long limit) throws IOException {
    if (fault instanceof TooLargeException) {
      return tooLarge(limit);
    }
    if (fault instanceof ZipException
        || (fault instanceof EOFException && !Answers.isClientGone(fault))) {
      return ProblemException.badRequest(
          "Expected a gzip body, as Content-Encoding says, but " + fault.getMessage());
    }
    throw fault;
  }

  private static boolean isGzip(Context ctx) {
    String encoding = ctx.req().getHeader("Content-Encoding");
    if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
      return false;
    }
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    if (List.of("gzip", "x-gzip").contains(name)) {
      return true;
    }
    throw new ProblemException(
        Problem.of(
            415,
            "Unsupported content encoding",
            "Expected Content-Encoding gzip or none, found " + Excerpt.of(encoding)),
        Map.of("Accept-Encoding", "gzip"));
  }

  /**
   * Refuses media types and charsets that no JSON has.
   *
   * @throws ProblemException 415
   */
  static void requireJson(Context ctx) {
    String contentType = ctx.req().getContentType();
    if (contentType == null || contentType.isBlank()) {
      return;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    String mediaType = parts[0].strip();
    if (!MEDIA_TYPES.contains(mediaType) && !mediaType.endsWith("+json")) {
      throw unsupported(
          "Expected JSON or NDJSON (application/json, application/x-ndjson), found "
              + Excerpt.of(contentType));
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "").replace(" ", "");
      if (parameter.startsWith("charset=")
          && !Set.of("charset=utf-8", "charset=utf8", "charset=us-ascii").contains(parameter)) {
        throw unsupported("Expected UTF-8, found " + Excerpt.of(parameter));
      }
    }
  }

  private static ProblemException unsupported(String detail) {
    return new ProblemException(Problem.of(415, "Unsupported media type", detail));
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        Problem.of(
            413,
            "Body too large",
            "Expected a body of at most "
                + limit
                + " bytes, also after unpacking, found a larger one; send it in parts"),
        Map.of("Connection", "close"));
  }

  private static final class TooLargeException extends IOException {
    TooLargeException() {
      super("The body is too large");
    }
  }

  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream stream, long limit) {
      super(stream);
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new TooLargeException();
      }
    }
  }
}
