package io.tsdb.archive.store;

import static io.tsdb.archive.store.ScriptedServer.head;
import static io.tsdb.archive.store.ScriptedServer.status;

import io.tsdb.archive.store.ScriptedServer.Answer;
import io.tsdb.archive.store.StoreException.Reason;
import java.util.Optional;

/**
 * What a store's server may do wrong, and what comes of it. docs/operations.md shows the same rows
 * to users.
 */
enum Fault {
  UNAUTHORIZED("401", error(401), finally_(Reason.DENIED), "was refused"),
  FORBIDDEN("403", error(403), finally_(Reason.DENIED), "was refused"),
  NOT_FOUND("404", error(404), finally_(Reason.NOT_FOUND), "404"),
  REQUEST_TIMEOUT("408", error(408), Outcome.RETRIED, "408"),
  CONFLICT("409", error(409), finally_(Reason.PROTOCOL), "409"),
  GONE("410", error(410), finally_(Reason.PROTOCOL), "410"),
  PRECONDITION_FAILED(
      "412",
      error(412),
      finally_(Reason.CHANGED),
      finally_(Reason.PROTOCOL),
      "the object was replaced"),
  RANGE_NOT_SATISFIABLE(
      "416: the object is shorter than listed",
      status(416, "x", "Content-Range: bytes */8"),
      finally_(Reason.PROTOCOL),
      "expected a range within its 100 bytes (the store says that it has 8)"),
  TOO_MANY_REQUESTS("429", error(429), Outcome.RETRIED, "429"),
  INTERNAL_ERROR("500", error(500), Outcome.RETRIED, "500"),
  BAD_GATEWAY("502", error(502), Outcome.RETRIED, "502"),
  SLOW_DOWN(
      "503, SlowDown", status(503, "<Error><Code>SlowDown</Code></Error>"), Outcome.RETRIED, "503"),
  GATEWAY_TIMEOUT("504", error(504), Outcome.RETRIED, "504"),
  UNUSUAL_CODE(
      "400 with an unusual S3 code",
      status(400, "<Error><Code>Frobnicated</Code></Error>"),
      finally_(Reason.PROTOCOL),
      "400"),
  REDIRECT(
      "301, 302, 307, 308",
      status(307, "", "Location: http://127.0.0.1:1/elsewhere"),
      finally_(Reason.CONFIGURATION),
      "307"),
  RESET("connection reset before an answer", ScriptedServer.Client::reset, Outcome.RETRIED, ""),
  CLOSED("connection closed before an answer", ScriptedServer.Client::close, Outcome.RETRIED, ""),
  RESET_IN_BODY(
      "connection reset in the body",
      client -> {
        client.write(range("bytes 10-14/100", 5) + "hel");
        client.reset();
      },
      Outcome.RETRIED,
      ""),
  CLOSED_IN_BODY(
      "body shorter than Content-Length",
      client -> {
        client.write(range("bytes 10-14/100", 5) + "hell");
        client.close();
      },
      Outcome.RETRIED,
      ""),
  SILENCE("no answer in time", ScriptedServer.silence(), Outcome.RETRIED, "no answer came within"),
  SILENT_BODY(
      "body that stops",
      client -> {
        client.write(range("bytes 10-14/100", 5) + "he");
        client.awaitDisconnect();
      },
      Outcome.RETRIED,
      Outcome.NONE,
      "of the body came within"),
  TRICKLE(
      "body that comes byte by byte",
      client -> {
        client.write(range("bytes 10-14/100", 5));
        while (client.pause(Fault.SHORT_PATIENCE_MILLIS / 3)) {
          client.write("x");
        }
      },
      Outcome.RETRIED,
      Outcome.NONE,
      "of the body came within"),
  NO_HTTP(
      "no HTTP",
      client -> {
        client.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
        client.close();
      },
      Outcome.RETRIED,
      "SSH-2.0"),
  ENDLESS_HEADERS(
      "headers without end",
      client -> {
        client.write("HTTP/1.1 206 Text\r\n");
        for (int i = 0; i < 1024; i++) {
          client.write("X-" + i + ": " + "x".repeat(1024) + "\r\n");
        }
        client.awaitDisconnect();
      },
      Outcome.RETRIED,
      Outcome.NONE,
      ""),
  SHORT_RANGE(
      "body shorter than the range",
      client -> client.write(range("bytes 10-14/100", 4) + "hell"),
      Outcome.RETRIED,
      Outcome.NONE,
      "ended after 4 of 5 bytes"),
  LONG_RANGE(
      "body longer than the range",
      client -> client.write(range("bytes 10-14/100", 11) + "hello world"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "more than the 5 bytes asked for"),
  LONG_CHUNKED_RANGE(
      "body longer than the range, of unknown length",
      client ->
          client.write(
              head(
                      206,
                      -1,
                      "Content-Range: bytes 10-14/100",
                      "ETag: \"tag\"",
                      "Transfer-Encoding: chunked")
                  + "b\r\nhello world\r\n0\r\n\r\n"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "more than the 5 bytes asked for"),
  WHOLE_SMALL_OBJECT(
      "200 and the whole object, up to 1 MiB",
      status(200, "0123456789hello" + "x".repeat(85), "ETag: \"tag\""),
      Outcome.GOOD,
      Outcome.NONE,
      ""),
  OTHER_OBJECT(
      "200 and another number of bytes",
      status(200, "not the object"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "answered 14 bytes (200) where bytes 10-14 of 100 were asked for"),
  NO_CONTENT("204", status(204, ""), finally_(Reason.PROTOCOL), "204"),
  WEB_PAGE(
      "200 and a web page",
      status(200, "<html>Log in</html>", "Content-Type: text/html; charset=utf-8"),
      finally_(Reason.PROTOCOL),
      "answered a web page (200, text/html)"),
  OTHER_RANGE(
      "Content-Range of other bytes",
      client -> client.write(range("bytes 11-15/100", 5) + "hello"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "answered Content-Range bytes 11-15/100 where bytes 10-14/100 was expected"),
  MALFORMED_RANGE(
      "Content-Range that is none",
      client -> client.write(range("items 10-14/100", 5) + "hello"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "answered Content-Range items 10-14/100 where"),
  NO_RANGE(
      "206 without Content-Range",
      status(206, "hello", "ETag: \"tag\""),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "answered Content-Range (none) where bytes 10-14/100 was expected"),
  OTHER_SIZE(
      "Content-Range of an object of another size",
      client -> client.write(range("bytes 10-14/99", 5) + "hello"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "says that the object has 99 bytes, listed were 100"),
  OTHER_ETAG(
      "ETag of another object, If-Match ignored",
      status(206, "hello", "Content-Range: bytes 10-14/100", "ETag: \"other\""),
      finally_(Reason.CHANGED),
      Outcome.NONE,
      "the object was replaced"),
  GZIP(
      "Content-Encoding: gzip",
      status(
          206,
          "hello",
          "Content-Range: bytes 10-14/100",
          "ETag: \"tag-gzip\"",
          "Content-Encoding: gzip"),
      finally_(Reason.PROTOCOL),
      Outcome.NONE,
      "encoded as gzip");

  /** How a request ends. */
  record Outcome(boolean retried, Optional<Reason> reason) {

    /** Not of this kind of request. */
    static final Outcome NONE = new Outcome(true, Optional.empty());

    static final Outcome GOOD = new Outcome(false, Optional.empty());
    static final Outcome RETRIED = new Outcome(true, Optional.of(Reason.UNAVAILABLE));

    /** As the document says it. */
    @Override
    public String toString() {
      return equals(NONE)
          ? "-"
          : retried ? "retried" : reason.map(name -> "`" + name + "`").orElse("read");
    }
  }

  /** How long answers are waited for where none comes. */
  static final int SHORT_PATIENCE_MILLIS = 600;

  private final String label;
  private final Answer answer;
  private final Outcome read;
  private final Outcome list;
  private final String message;

  Fault(String label, Answer answer, Outcome read, Outcome list, String message) {
    this.label = label;
    this.answer = answer;
    this.read = read;
    this.list = list;
    this.message = message;
  }

  Fault(String label, Answer answer, Outcome both, String message) {
    this(label, answer, both, both, message);
  }

  private static Answer error(int status) {
    return status(status, "x");
  }

  private static Outcome finally_(Reason reason) {
    return new Outcome(false, Optional.of(reason));
  }

  private static String range(String contentRange, int length) {
    return head(206, length, "Content-Range: " + contentRange, "ETag: \"tag\"");
  }

  /** As the document names it. */
  String label() {
    return label;
  }

  Answer answer() {
    return answer;
  }

  Outcome read() {
    return read;
  }

  /** Of a request for a page of a listing, or for a small object. */
  Outcome list() {
    return list;
  }

  /** Part of the error's message. */
  String message() {
    return message;
  }
}
