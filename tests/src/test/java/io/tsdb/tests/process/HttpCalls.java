package io.tsdb.tests.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Calls to a server's HTTP API. */
public final class HttpCalls {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI base;

  HttpCalls(URI base) {
    this.base = base;
  }

  public URI base() {
    return base;
  }

  /** An answer, its body as bytes. */
  public record Answer(int status, String contentType, byte[] body) {

    public String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("Expected JSON, found " + this, e);
      }
    }

    /** This answer, if its status is 200. */
    public Answer ok() {
      if (status != 200) {
        throw new AssertionError("Expected status 200, found " + this);
      }
      return this;
    }

    @Override
    public String toString() {
      return status + " " + contentType + "\n" + text();
    }
  }

  public Answer get(String path) {
    return call("GET", path, Map.of(), BodyPublishers.noBody());
  }

  /** Puts one event, an array, or NDJSON by its content type. */
  public Answer put(String contentType, byte[] body) {
    return call(
        "PUT",
        "/api/events",
        Map.of("Content-Type", contentType),
        BodyPublishers.ofByteArray(body));
  }

  public Answer putJson(String body) {
    return put("application/json", body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public Answer seal() {
    return call("POST", "/api/admin/seal", Map.of(), BodyPublishers.noBody());
  }

  /** Asks by a JSON body of {@code GET /api/events/query}. */
  public Answer query(String sql) {
    return queryBody(object(Map.of("query", sql)));
  }

  /** Sends a body as it is to {@code GET /api/events/query}. */
  public Answer queryBody(String body) {
    return call(
        "GET",
        "/api/events/query",
        Map.of("Content-Type", "application/json"),
        BodyPublishers.ofString(body));
  }

  /** The first row of an answer that must be right. */
  public JsonNode row(String sql) {
    JsonNode rows = query(sql).ok().json().path("rows");
    if (!rows.path(0).isArray()) {
      throw new AssertionError("Expected a row for " + sql + ", found " + rows);
    }
    return rows.path(0);
  }

  public Answer call(String method, String path, Map<String, String> headers, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + base.resolve(path) + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static String object(Map<String, String> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Strings can be written as JSON", e);
    }
  }
}
