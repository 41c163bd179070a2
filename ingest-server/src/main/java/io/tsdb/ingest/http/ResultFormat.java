package io.tsdb.ingest.http;

import io.tsdb.ingest.parse.Excerpt;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How rows are written. */
public enum ResultFormat {
  /** One object: {@code {"columns": [{"name", "type"}], "rows": [[...]]}}. */
  JSON("application/json"),
  /** A header line and a line per row (RFC 4180). */
  CSV("text/csv"),
  /** An object per row and line. */
  NDJSON("application/x-ndjson");

  private final String mediaType;

  ResultFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /** The value of a Content-Type header. */
  String contentType() {
    return this == CSV ? mediaType + "; charset=utf-8; header=present" : mediaType;
  }

  /**
   * The format of a name such as {@code csv}.
   *
   * @throws ProblemException 400 if there is none
   */
  static ResultFormat named(String name) {
    for (ResultFormat format : values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw ProblemException.badRequest(
        "Expected format json, csv or ndjson, found \"" + Excerpt.of(name) + "\"");
  }

  /**
   * The format that an {@code Accept} header wants most (RFC 9110, section 12.5.1); JSON without
   * one.
   *
   * @throws ProblemException 406 if it wants none of them
   */
  static ResultFormat accepted(Optional<String> accept) {
    if (accept.isEmpty() || accept.get().isBlank()) {
      return JSON;
    }
    Optional<ResultFormat> best = Optional.empty();
    double bestQuality = 0;
    for (String range : accept.get().toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      Optional<ResultFormat> format = ofRange(parts[0].strip());
      double quality = quality(parts);
      if (format.isPresent() && quality > bestQuality) {
        best = format;
        bestQuality = quality;
      }
    }
    return best.orElseThrow(
        () ->
            new ProblemException(
                Problem.of(
                    406,
                    "Not acceptable",
                    "Expected Accept to allow application/json, text/csv or application/x-ndjson,"
                        + " found "
                        + Excerpt.of(accept.get()))));
  }

  private static Optional<ResultFormat> ofRange(String mediaRange) {
    return switch (mediaRange) {
      case "*/*", "application/*", "application/json" -> Optional.of(JSON);
      case "text/*", "text/csv" -> Optional.of(CSV);
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Optional.of(NDJSON);
      default -> Optional.empty();
    };
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }

  /**
   * Starts writing.
   *
   * @param out where to; should be buffered; is flushed at the end and not closed
   */
  public RowWriter writer(Writer out, List<ResultColumn> columns) throws IOException {
    return switch (this) {
      case JSON -> new JsonRows(out, columns);
      case CSV -> new CsvRows(out, columns);
      case NDJSON -> new JsonLines(out, columns);
    };
  }
}
