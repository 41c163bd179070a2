package io.tsdb.archive.store;

import java.util.Date;
import java.util.Optional;

/**
 * Which version of a document a server sent, as a condition under which it need not send it again.
 *
 * @param header {@code If-None-Match} or {@code If-Modified-Since}
 * @param value of the header
 */
public record DocumentVersion(String header, String value) {

  private static final long SURELY_OVER_MILLIS = 2_000;

  /**
   * The ETag of an answer; else its time of change. That counts seconds, so one that was hardly
   * over when the document was sent may also be that of a later version, and is none (RFC 9110
   * section 8.8.2.2).
   */
  static Optional<DocumentVersion> of(WebClient.Answer answer) {
    Optional<String> etag = answer.header("ETag");
    if (etag.isPresent()) {
      return Optional.of(new DocumentVersion("If-None-Match", etag.get()));
    }
    Date sent = answer.headers().getDate("Date");
    Date changed = answer.headers().getDate("Last-Modified");
    return sent != null
            && changed != null
            && sent.getTime() - changed.getTime() >= SURELY_OVER_MILLIS
        ? answer.header("Last-Modified").map(time -> new DocumentVersion("If-Modified-Since", time))
        : Optional.empty();
  }
}
