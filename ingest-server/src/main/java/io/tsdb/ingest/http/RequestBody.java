package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.parse.CodingException;
import io.tsdb.ingest.parse.Excerpt;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * The body of a request: unpacked where it is packed, and of bounded size before and after that.
 */
final class RequestBody {

  /** How much of a body that is too large is read nevertheless: 8 MiB. */
  private static final int MOST_UNWANTED_BYTES = 8 * 1024 * 1024;

  private static final int PIECE_BYTES = 64 * 1024;

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
    return openUntyped(ctx, limit);
  }

  /** Opens a body of whatever media type. */
  static InputStream openUntyped(Context ctx, long limit) throws IOException {
    return openUntyped(ctx, limit, 0, ContentCoding.USUAL);
  }

  /**
   * Opens a body of whatever media type once its end has arrived, or this many of its first bytes.
   * So who opens it before entering a place that others wait for does not let them wait for a slow
   * client, unless the body is larger.
   *
   * @param arrived bytes as sent; so many are held in memory at most
   * @param readable how the body may be packed
   */
  static InputStream openUntyped(Context ctx, long limit, int arrived, Set<ContentCoding> readable)
      throws IOException {
    if (ctx.req().getContentLengthLong() > limit) {
      // to close while the client sends would reset its connection before it reads why (RFC 9112,
      // section 9.6); one that sends more than this is not waited for
      InputStream unwanted = ctx.req().getInputStream();
      for (int bytes = 0; bytes < MOST_UNWANTED_BYTES; ) {
        int skipped = unwanted.readNBytes(PIECE_BYTES).length;
        if (skipped == 0) {
          break;
        }
        bytes += skipped;
      }
      throw tooLarge(limit);
    }
    ContentCoding coding = ContentCoding.of(ctx.req().getHeader("Content-Encoding"), readable);
    InputStream arriving = new Limited(ctx.req().getInputStream(), limit);
    byte[] first = arriving.readNBytes(arrived);
    InputStream sent = new SequenceInputStream(new ByteArrayInputStream(first), arriving);
    return coding == ContentCoding.IDENTITY ? sent : new Limited(coding.unpack(sent), limit);
  }

  /** Whether the size after unpacking is known from the start. */
  static boolean hasKnownSize(Context ctx) {
    String encoding = ctx.req().getHeader("Content-Encoding");
    return ctx.req().getContentLengthLong() >= 0
        && (encoding == null || encoding.isBlank() || encoding.strip().equals("identity"));
  }

  /** What a body that cannot be read tells the client; empty if the fault is not the body's. */
  static ProblemException refusal(IOException fault, long limit) throws IOException {
    if (fault instanceof TooLargeException) {
      return tooLarge(limit);
    }
    if (fault instanceof CodingException coded) {
      return ProblemException.badRequest(
          "Expected a "
              + coded.coding()
              + " body, as Content-Encoding says, but "
              + coded.getMessage());
    }
    if (fault instanceof ZipException
        || (fault instanceof EOFException && !Answers.isClientGone(fault))) {
      return ProblemException.badRequest(
          "Expected a gzip body, as Content-Encoding says, but " + fault.getMessage());
    }
    throw fault;
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
