package io.tsdb.ingest.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tsdb.ingest.parse.EventTime;
import io.tsdb.ingest.parse.Excerpt;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a client asks.
 *
 * @param sql the statement
 * @param start only events from this time on, epoch milliseconds UTC
 * @param end only events before this time, epoch milliseconds UTC
 * @param format of the answer; empty: the client's {@code Accept} decides
 */
record QueryRequest(
    String sql, OptionalLong start, OptionalLong end, Optional<ResultFormat> format) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> MEMBERS = Set.of("query", "range", "format");
  private static final Set<String> RANGE_MEMBERS = Set.of("start", "end");
  private static final Set<String> PARAMETERS = Set.of("query", "start", "end", "format");

  QueryRequest {
    requireNonNull(sql, "sql is null");
    if (sql.isBlank()) {
      throw ProblemException.badRequest("Expected SQL as query, found nothing");
    }
    if (start.isPresent() && end.isPresent() && end.getAsLong() < start.getAsLong()) {
      throw ProblemException.badRequest(
          "Expected a range that ends at or after its start, found one that ends before it");
    }
  }

  /**
   * Reads a JSON body: {@code {"query": ..., "range": {"start": ..., "end": ...}, "format": ...}}.
   * Unknown members are refused, since a range that is overlooked would give a wrong answer.
   */
  static QueryRequest ofBody(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "Expected a JSON object such as {\"query\": \"SELECT ...\"}: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw ProblemException.badRequest("Expected a JSON object in UTF-8, found none");
    }
    requireMembers(root, "the body", MEMBERS);
    JsonNode range = root.path("range");
    if (!range.isMissingNode() && !range.isNull()) {
      requireMembers(range, "range", RANGE_MEMBERS);
    }
    return new QueryRequest(
        text(root, "query").orElseThrow(QueryRequest::noQuery),
        time(range, "start")
            .map(t -> OptionalLong.of(t.epochMillis()))
            .orElse(OptionalLong.empty()),
        time(range, "end").map(t -> OptionalLong.of(t.end())).orElse(OptionalLong.empty()),
        text(root, "format").map(ResultFormat::named));
  }

  /** Reads the parameters of a URL: {@code query}, {@code start}, {@code end}, {@code format}. */
  static QueryRequest ofParameters(Map<String, List<String>> parameters) {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!PARAMETERS.contains(parameter.getKey()) || parameter.getValue().size() != 1) {
        throw ProblemException.badRequest(
            "Expected each of the parameters query, start, end and format once at most, found "
                + Excerpt.of(parameter.getKey()));
      }
    }
    return new QueryRequest(
        parameter(parameters, "query").orElseThrow(QueryRequest::noQuery),
        time(parameters, "start")
            .map(t -> OptionalLong.of(t.epochMillis()))
            .orElse(OptionalLong.empty()),
        time(parameters, "end").map(t -> OptionalLong.of(t.end())).orElse(OptionalLong.empty()),
        parameter(parameters, "format").map(ResultFormat::named));
  }

  private static ProblemException noQuery() {
    return ProblemException.badRequest(
        "Expected SQL as member query of a JSON body, or as parameter query, found none");
  }

  private static Optional<String> parameter(Map<String, List<String>> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).map(values -> values.get(0));
  }

  /** A time of a URL, where a plus sign that was not encoded has become a space. */
  static Optional<EventTime> time(Map<String, List<String>> parameters, String name) {
    return parameter(parameters, name)
        .map(
            text -> {
              try {
                return EventTime.parseDigitsOrIso(text.strip());
              } catch (IllegalArgumentException e) {
                throw ProblemException.badRequest("Parameter " + name + ": " + e.getMessage());
              }
            });
  }

  private static Optional<EventTime> time(JsonNode range, String name) {
    JsonNode node = range.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return Optional.of(new EventTime(node.longValue(), EventTime.Precision.INSTANT));
    }
    if (!node.isTextual()) {
      throw ProblemException.badRequest(
          "Expected range."
              + name
              + " as epoch milliseconds or ISO 8601, found "
              + Excerpt.of(node.toString()));
    }
    try {
      return Optional.of(EventTime.parse(node.textValue()));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("range." + name + ": " + e.getMessage());
    }
  }

  private static Optional<String> text(JsonNode root, String name) {
    JsonNode node = root.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw ProblemException.badRequest(
          "Expected member " + name + " to be a string, found " + Excerpt.of(node.toString()));
    }
    return Optional.of(node.textValue());
  }

  private static void requireMembers(JsonNode node, String what, Set<String> known) {
    if (!node.isObject()) {
      throw ProblemException.badRequest(
          "Expected "
              + what
              + " to be a JSON object, found "
              + (node.isMissingNode() ? "nothing" : Excerpt.of(node.toString())));
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw ProblemException.badRequest(
            "Expected "
                + what
                + " to have no members but "
                + String.join(", ", known.stream().sorted().toList())
                + ", found "
                + Excerpt.of(name));
      }
    }
  }
}
