package io.tsdb.ingest.http;

import io.javalin.http.Context;
import io.tsdb.ingest.http.ServerMetrics.QueryEnd;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/events/query}: runs a statement and streams its rows. A failure before the first
 * bytes are sent is a problem with its own status; one after that ends the connection with a reset,
 * never with a document that looks whole.
 */
final class QueryEndpoint implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryEndpoint.class);

  /** Most bytes of a JSON body, which is SQL for the most part. */
  private static final long BODY_BYTES = 1024 * 1024;

  private static final int BUFFER_CHARACTERS = 32 * 1024;

  private final Connections connections;
  private final ClientWatch clients;
  private final Admission queries;
  private final ServerMetrics metrics;

  /** What runs now; as many at most as {@link #queries} has places. */
  private final Set<Statement> running = ConcurrentHashMap.newKeySet();

  /** Opens connections to the archive with the live events. */
  interface Connections {
    /**
     * Opens a connection.
     *
     * @param properties of the driver: {@code start} and {@code end} narrow the events by time
     */
    Connection open(Properties properties) throws SQLException;
  }

  QueryEndpoint(
      Connections connections, ClientWatch clients, Admission queries, ServerMetrics metrics) {
    this.connections = connections;
    this.clients = clients;
    this.queries = queries;
    this.metrics = metrics;
  }

  @SuppressWarnings("try")
  void query(Context ctx) throws IOException {
    QueryRequest request = request(ctx);
    ResultFormat format =
        request
            .format()
            .orElseGet(() -> ResultFormat.accepted(Optional.ofNullable(ctx.header("Accept"))));
    try (Admission.Place place = queries.enter()) {
      run(ctx, request, format);
    }
  }

  private static QueryRequest request(Context ctx) throws IOException {
    byte[] body;
    try (InputStream stream = RequestBody.open(ctx, BODY_BYTES)) {
      body = stream.readAllBytes();
    } catch (IOException e) {
      throw RequestBody.refusal(e, BODY_BYTES);
    }
    if (body.length == 0) {
      return QueryRequest.ofParameters(ctx.queryParamMap());
    }
    if (!ctx.queryParamMap().isEmpty()) {
      throw ProblemException.badRequest(
          "Expected a JSON body or parameters, found both; put all into the body");
    }
    return QueryRequest.ofBody(body);
  }

  private void run(Context ctx, QueryRequest request, ResultFormat format) throws IOException {
    ClientConnection client = ClientConnection.of(ctx);
    Properties properties = new Properties();
    request.start().ifPresent(ms -> properties.setProperty("start", Long.toString(ms)));
    request.end().ifPresent(ms -> properties.setProperty("end", Long.toString(ms)));
    QueryEnd end = QueryEnd.FAILED;
    try (Connection connection = connections.open(properties);
        Statement statement = connection.createStatement();
        ClientWatch.Watching watching = clients.watch(client.channel(), () -> cancel(statement))) {
      running.add(statement);
      try {
        stream(ctx, statement, request.sql(), format);
        end = QueryEnd.ANSWERED;
      } catch (SQLException | IOException | RuntimeException | Error e) {
        end = fail(ctx, client, e, watching.gone());
      } finally {
        running.remove(statement);
      }
    } catch (SQLException e) {
      end = fail(ctx, client, e, false);
    } finally {
      metrics.queryEnded(end);
    }
  }

  private void stream(Context ctx, Statement statement, String sql, ResultFormat format)
      throws SQLException, IOException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      boolean more = rows.next();
      List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
      ResultRow row = new ResultRow(rows, columns);
      ctx.res().setContentType(format.contentType());
      Writer out =
          new BufferedWriter(
              new OutputStreamWriter(ctx.res().getOutputStream(), StandardCharsets.UTF_8),
              BUFFER_CHARACTERS);
      RowWriter writer = format.writer(out, columns);
      long written = 0;
      while (more) {
        writer.row(row.values());
        written++;
        more = rows.next();
      }
      writer.end();
      metrics.queryRows(written);
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      LOG.debug("Cancelling a query failed", e);
    }
  }

  /** Ends the queries that run. */
  @Override
  public void close() {
    running.forEach(QueryEndpoint::cancel);
  }

  private QueryEnd fail(Context ctx, ClientConnection client, Throwable fault, boolean gone)
      throws IOException {
    if (gone || Answers.isClientGone(fault)) {
      LOG.debug("The client of a query has gone away", fault);
      client.abort();
      return QueryEnd.CLIENT_GONE;
    }
    if (ctx.res().isCommitted()) {
      Answers.incident(fault, "A query, while its rows were being sent,");
      client.abort();
      return QueryEnd.FAILED;
    }
    ctx.res().reset();
    Problem problem = QueryProblems.of(fault);
    Answers.problem(ctx, problem, QueryProblems.headers(problem));
    return problem.status() < 500 ? QueryEnd.REFUSED : QueryEnd.FAILED;
  }
}
