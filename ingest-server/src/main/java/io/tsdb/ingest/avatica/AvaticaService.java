package io.tsdb.ingest.avatica;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.metrics.MetricsSystem;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.JsonService;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslation;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.Service.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of Avatica's clients, whichever of its two serializations they speak. What a
 * client leaves open is bounded: {@link ClientSessions}. Safe for use by many threads.
 */
public final class AvaticaService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AvaticaService.class);

  private static final String JSON = "application/json;charset=utf-8";
  private static final String PROTOBUF = "application/octet-stream";
  private static final String INVALID_ARGUMENT = "22023";
  private static final String INTERNAL = "XX000";

  private final ProtobufTranslation protobuf = new ProtobufTranslationImpl();
  private final ClientSessions sessions;
  private final JsonHandler jsonHandler;
  private final ProtobufHandler protobufHandler;

  /** What failed in this thread: Avatica would tell its message and stack trace, no SQLState. */
  private final ThreadLocal<Throwable> failure = new ThreadLocal<>();

  /** Opens connections to the archive. */
  public interface Connections {
    /**
     * Opens a connection.
     *
     * @param properties as the client gave them
     */
    Connection open(Properties properties) throws SQLException;
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   */
  public record Answer(int status, String contentType, byte[] body) {}

  public AvaticaService(Connections connections) {
    this.sessions = ClientSessions.of(connections);
    MetricsSystem metrics = NoopMetricsSystem.getInstance();
    Service service = new LocalService(recordingFailures(), metrics);
    this.jsonHandler = new JsonHandler(service, metrics);
    this.protobufHandler = new ProtobufHandler(service, protobuf, metrics);
  }

  private Meta recordingFailures() {
    return (Meta)
        Proxy.newProxyInstance(
            Meta.class.getClassLoader(),
            new Class<?>[] {Meta.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(sessions, arguments);
              } catch (InvocationTargetException e) {
                failure.set(e.getCause());
                throw e.getCause();
              }
            });
  }

  /**
   * Answers a request. One that fails is answered too, by what Avatica's clients make an
   * SQLException of: message, SQLState and no stack trace of the server.
   */
  public Answer answer(byte[] request) {
    // a message of protobuf starts with the tag of its first field, never with a brace
    boolean json = request.length > 0 && request[0] == '{';
    try {
      if (json) {
        JsonService.MAPPER.readValue(request, Service.Request.class);
      } else {
        protobuf.parseRequest(request);
      }
    } catch (IOException | RuntimeException e) {
      return answer(json, 400, unreadable(e));
    }
    try {
      return json ? answerJson(request) : answerProtobuf(request);
    } finally {
      failure.remove();
    }
  }

  private Answer answerJson(byte[] request) {
    HandlerResponse<String> answer = jsonHandler.apply(new String(request, StandardCharsets.UTF_8));
    return answer.getStatusCode() == 200
        ? new Answer(200, JSON, answer.getResponse().getBytes(StandardCharsets.UTF_8))
        : answer(true, answer.getStatusCode(), failed());
  }

  private Answer answerProtobuf(byte[] request) {
    HandlerResponse<byte[]> answer = protobufHandler.apply(request);
    return answer.getStatusCode() == 200
        ? new Answer(200, PROTOBUF, answer.getResponse())
        : answer(false, answer.getStatusCode(), failed());
  }

  private Answer answer(boolean json, int status, Service.Response response) {
    try {
      return json
          ? new Answer(
              status,
              JSON,
              JsonService.MAPPER.writeValueAsString(response).getBytes(StandardCharsets.UTF_8))
          : new Answer(status, PROTOBUF, protobuf.serializeResponse(response));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ErrorResponse unreadable(Exception failure) {
    String found =
        failure instanceof JsonProcessingException e
            ? e.getOriginalMessage()
            : String.valueOf(failure.getMessage());
    return error(
        "Expected a request of Avatica as JSON or protobuf, found other bytes: " + found,
        ErrorResponse.UNKNOWN_ERROR_CODE,
        INVALID_ARGUMENT);
  }

  private ErrorResponse failed() {
    for (Throwable cause = failure.get(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e) {
        return error(e.getMessage(), e.getErrorCode(), e.getSQLState());
      }
      if (cause instanceof NoSuchConnectionException e) {
        // its client opens the connection again
        return error(
            e.getMessage(),
            ErrorResponse.MISSING_CONNECTION_ERROR_CODE,
            ErrorResponse.UNKNOWN_SQL_STATE);
      }
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("Incident {}: a request of Avatica", incident, failure.get());
    return error(
        "The request failed through a fault of the server, or names no connection. The server's log says more about incident "
            + incident,
        ErrorResponse.UNKNOWN_ERROR_CODE,
        INTERNAL);
  }

  private static ErrorResponse error(String message, int code, String state) {
    return new ErrorResponse(List.of(), message, code, state, AvaticaSeverity.ERROR, null);
  }

  /** Ends all statements and connections. */
  @Override
  public void close() {
    sessions.close();
  }
}
