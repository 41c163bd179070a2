/** OpenTelemetry's protocol over HTTP: logs and metrics. */
package io.tsdb.ingest.otlp;
