package io.tsdb.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tsdb.ingest.seal.Ingest;
import java.time.Duration;

/** Counts what the server does, for {@code /metrics} in the text format of Prometheus. */
final class ServerMetrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter eventsAccepted;
  private final Counter requestsWithWrongEvents;
  private final Counter queryRows;

  /** How a query ended. */
  enum QueryEnd {
    ANSWERED,
    REFUSED,
    FAILED,
    CLIENT_GONE
  }

  ServerMetrics(Ingest ingest) {
    this.eventsAccepted =
        Counter.builder("tsdb.events.accepted")
            .description("Events acknowledged as durable")
            .register(registry);
    this.requestsWithWrongEvents =
        Counter.builder("tsdb.events.refused.requests")
            .description("Requests refused since events in them were wrong")
            .register(registry);
    this.queryRows =
        Counter.builder("tsdb.query.rows")
            .description("Rows written to clients of queries")
            .register(registry);
    for (QueryEnd end : QueryEnd.values()) {
      queries(end);
    }
    FunctionCounter.builder("tsdb.log.bytes", ingest, i -> i.status().log().bytes())
        .description("Bytes acknowledged in the log")
        .register(registry);
    FunctionCounter.builder("tsdb.log.groups", ingest, i -> i.status().log().groups())
        .description("Groups of batches written to the disk together, each one fsync")
        .register(registry);
    FunctionCounter.builder("tsdb.log.failed.groups", ingest, i -> i.status().log().failedGroups())
        .description("Groups whose write or fsync failed")
        .register(registry);
    Gauge.builder("tsdb.live.rows", ingest, i -> i.status().liveRows())
        .description("Events acknowledged and not yet readable in the archive")
        .register(registry);
    Gauge.builder("tsdb.seals.waiting", ingest, i -> i.status().waitingSeals())
        .description("Seals cut and not yet readable in the archive")
        .register(registry);
    new UptimeMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
  }

  void eventsAccepted(int events) {
    eventsAccepted.increment(events);
  }

  void eventsRefused() {
    requestsWithWrongEvents.increment();
  }

  void queryRows(long rows) {
    queryRows.increment((double) rows);
  }

  void queryEnded(QueryEnd end) {
    queries(end).increment();
  }

  private Counter queries(QueryEnd end) {
    return Counter.builder("tsdb.queries")
        .description("Queries by how they ended")
        .tag("end", end.name().toLowerCase(java.util.Locale.ROOT))
        .register(registry);
  }

  /**
   * Counts a request.
   *
   * @param route the endpoint's pattern, not the path asked for: their number is bounded
   */
  void request(String method, String route, int status, Duration time) {
    Timer.builder("tsdb.http.requests")
        .description("Requests by endpoint and status")
        .tag("method", method)
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(time);
  }

  /** A gauge of requests under way. */
  void watch(String name, String description, Admission admission) {
    Gauge.builder(name, admission, Admission::underWay).description(description).register(registry);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
