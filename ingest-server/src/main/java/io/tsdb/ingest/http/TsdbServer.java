package io.tsdb.ingest.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.IndexFile;
import io.tsdb.ingest.avatica.AvaticaService;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.jdbc.TsdbConnections;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of an ingest: events in, queries, segments, health, metrics. What it is given it
 * does not close.
 *
 * <p>Bounds: 200 threads, of which queries and downloads can take 32 each, so that events always
 * find one; 2,048 connections, and with them the tasks that wait for a thread; 16 KiB of headers.
 */
public final class TsdbServer implements AutoCloseable {

  private static final int THREADS = 200;
  private static final int CONNECTIONS = 2_048;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final int QUERIES = 32;
  private static final int DOWNLOADS = 32;

  /** How long a client may neither send nor take anything before it is let go. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  /** How long requests under way have to end when the server stops. */
  private static final Duration STOP = Duration.ofSeconds(2);

  private final QueuedThreadPool threads = new QueuedThreadPool(THREADS, 8, 60_000);
  private final ClientWatch clients = new ClientWatch();
  private final ServerOptions options;
  private final ServerMetrics metrics;
  private final QueryEndpoint queries;
  private final AvaticaService avatica;
  private final Javalin javalin;

  private TsdbServer(ServerOptions options, Ingest ingest, Archive archive) {
    Archive withLive = ingest.archive();
    this.options = options;
    this.metrics = new ServerMetrics(ingest);
    Admission running = new Admission("queries", QUERIES, 10_000);
    Admission downloads = new Admission("downloads", DOWNLOADS, 10_000);
    metrics.watch("tsdb.queries.running", "Queries under way", running);
    metrics.watch("tsdb.downloads.running", "Downloads of segments under way", downloads);
    EventIntake intake = new EventIntake(ingest, options.bodyBytes(), threads, metrics);
    EventsEndpoint events = new EventsEndpoint(intake);
    PrometheusEndpoint prometheus = new PrometheusEndpoint(intake);
    OtlpEndpoint otlp = new OtlpEndpoint(intake, Clock.systemUTC());
    InfluxEndpoint influx = new InfluxEndpoint(intake, Clock.systemUTC());
    this.queries =
        new QueryEndpoint(
            properties -> TsdbConnections.open(withLive, properties), clients, running, metrics);
    this.avatica = new AvaticaService(properties -> TsdbConnections.open(withLive, properties));
    AvaticaEndpoint remote = new AvaticaEndpoint(avatica, running);
    SegmentsEndpoint segments = new SegmentsEndpoint(archive.catalog(), withLive.catalog());
    ArchiveEndpoint objects = new ArchiveEndpoint(new ServedObjects(withLive.store()), downloads);
    HealthEndpoint health = new HealthEndpoint(ingest);
    SealEndpoint seal = new SealEndpoint(ingest, threads);
    threads.setName("http");
    threads.setStopTimeout(STOP.toMillis());
    this.javalin =
        Javalin.create(
            config -> {
              configure(config);
              RoutesConfig routes = config.routes;
              routes.put("/api/events", events::put);
              routes.post("/api/events", events::put);
              routes.post("/write", influx::write);
              routes.post("/api/v2/write", influx::write2);
              routes.post("/api/v1/write", prometheus::write);
              routes.post("/v1/logs", otlp::logs);
              routes.post("/v1/metrics", otlp::metrics);
              routes.post("/v1/traces", otlp::traces);
              routes.get("/ping", influx::ping);
              routes.head("/ping", influx::ping);
              routes.get("/query", influx::query);
              routes.post("/query", influx::query);
              routes.get("/api/events/query", queries::query);
              routes.post("/api/events/query", queries::query);
              routes.post(AvaticaEndpoint.PATH, remote::post);
              routes.post("/api/admin/seal", seal::seal);
              routes.get("/api/segments", segments::get);
              routes.get("/" + IndexFile.KEY, segments::get);
              routes.get(ArchiveEndpoint.PATH + "<key>", objects::get);
              routes.head(ArchiveEndpoint.PATH + "<key>", objects::get);
              routes.get("/health/live", health::live);
              routes.get("/health/ready", health::ready);
              routes.get("/metrics", this::scrape);
            });
  }

  /**
   * Starts listening.
   *
   * @param archive that {@code ingest} seals into
   * @throws PortTakenException if the port cannot be had
   */
  public static TsdbServer start(ServerOptions options, Ingest ingest, Archive archive)
      throws PortTakenException {
    TsdbServer server = new TsdbServer(options, ingest, archive);
    try {
      server.javalin.start();
      return server;
    } catch (JavalinBindException e) {
      server.close();
      throw new PortTakenException(options, e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens, with its real port. */
  public URI url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + javalin.port());
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    // Segments are served by ranges of their own bytes, and rows as soon as they are there.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new ProblemErrors());
          server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setUriCompliance(UriCompliance.DEFAULT);
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setSendServerVersion(false);
        });
    config.jetty.addConnector(this::connector);
    config.routes.before(LoopbackGuard::check);
    config.routes.exception(
        ProblemException.class, (e, ctx) -> Answers.problem(ctx, e.problem(), e.headers()));
    config.routes.exception(HttpResponseException.class, Answers::refused);
    config.routes.exception(Exception.class, Answers::uncaught);
    config.router.javaLangErrorHandler((response, error) -> Answers.uncaught(error, response));
    config.requestLogger.http(this::count);
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  private void count(Context ctx, Float millis) {
    String route =
        ctx.endpoints().list().stream()
            .filter(endpoint -> endpoint.method.isHttpMethod())
            .map(endpoint -> endpoint.path)
            .findFirst()
            .orElse("none");
    metrics.request(
        ctx.method().isHttpMethod() ? ctx.method().name() : "other",
        route,
        ctx.res().getStatus(),
        Duration.ofNanos((long) (millis * 1_000_000)));
  }

  private void scrape(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }

  /** Stops listening and ends requests under way. */
  @Override
  public void close() {
    try {
      queries.close();
      avatica.close();
      javalin.stop();
    } finally {
      clients.close();
      metrics.close();
    }
  }
}
