package io.tsdb.ingest.http;

import static java.util.stream.Collectors.joining;

import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.GzipMembers;
import io.tsdb.ingest.parse.SnappyBlock;
import io.tsdb.ingest.parse.ZstdFrames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a body is packed. */
enum ContentCoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  ZSTD("zstd"),
  /** The block format, which Prometheus calls by the name of all of Snappy. */
  SNAPPY("snappy");

  /** What is read where no protocol says otherwise. */
  static final Set<ContentCoding> USUAL = Set.of(IDENTITY, GZIP, ZSTD);

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /**
   * The coding that a request's {@code Content-Encoding} names.
   *
   * @param readable those that the endpoint reads
   * @throws ProblemException 415 for others
   */
  static ContentCoding of(String contentEncoding, Set<ContentCoding> readable) {
    String name = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
    ContentCoding coding =
        name.isEmpty()
            ? IDENTITY
            : Arrays.stream(values())
                .filter(each -> each.token.equals(name) || ("x-" + each.token).equals(name))
                .findFirst()
                .orElse(null);
    if (coding == null || !readable.contains(coding)) {
      List<String> tokens =
          Arrays.stream(values()).filter(readable::contains).map(each -> each.token).toList();
      throw new ProblemException(
          Problem.of(
              415,
              "Unsupported content encoding",
              "Expected Content-Encoding "
                  + String.join(" or ", tokens)
                  + ", found "
                  + (name.isEmpty() ? "none" : Excerpt.of(contentEncoding))),
          Map.of(
              "Accept-Encoding",
              tokens.stream().filter(each -> !each.equals(IDENTITY.token)).collect(joining(", "))));
    }
    return coding;
  }

  /**
   * Unpacks. What comes out has no bound yet, except of Snappy: there it is in memory at once, and
   * at most 22 times as long as the body.
   */
  InputStream unpack(InputStream sent) throws IOException {
    return switch (this) {
      case IDENTITY -> sent;
      case GZIP -> new GzipMembers(sent);
      case ZSTD -> new ZstdFrames(sent);
      case SNAPPY -> new ByteArrayInputStream(SnappyBlock.unpack(sent.readAllBytes()));
    };
  }
}
