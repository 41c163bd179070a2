package io.tsdb.ingest.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tsdb.ingest.parse.EventProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param status of HTTP
 * @param title the kind of problem in some words
 * @param detail what was expected, what was found, what to do
 * @param errors the events that are wrong, where that is the problem
 * @param members further members, such as {@code line} and {@code column} of SQL
 */
public record Problem(
    int status,
    String title,
    String detail,
    List<EventProblem> errors,
    Map<String, Object> members) {

  /** The media type of {@link #json}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public Problem {
    requireNonNull(title, "title is null");
    requireNonNull(detail, "detail is null");
    errors = List.copyOf(errors);
    members = Map.copyOf(members);
  }

  static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, List.of(), Map.of());
  }

  Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(status, title, detail, errors, more);
  }

  /** The document, as UTF-8. */
  byte[] json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("title", title);
    document.put("status", status);
    document.put("detail", detail);
    document.putAll(members);
    if (!errors.isEmpty()) {
      List<Map<String, Object>> list = new ArrayList<>();
      for (EventProblem error : errors) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("index", error.index());
        item.put("line", error.line());
        item.put("pointer", error.pointer());
        item.put("message", error.message());
        list.add(item);
      }
      document.put("errors", list);
    }
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A problem holds what JSON cannot say: " + document, e);
    }
  }
}
