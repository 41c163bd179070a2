package io.tsdb.ingest.cli;

import io.tsdb.ingest.influx.LineProtocol;
import io.tsdb.ingest.influx.TimePrecision;
import io.tsdb.ingest.parse.CsvEvents;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.GzipMembers;
import io.tsdb.ingest.parse.JsonEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Which format a file has, by its name: {@code .ndjson}, {@code .csv}, {@code .lp}, or .gz of it.
 */
record EventFile(Format format, boolean gzip) {

  /** A format of events. */
  enum Format {
    JSON,
    CSV,
    LINE_PROTOCOL
  }

  /** The format that a file's name tells, or empty if it tells none. */
  static Optional<EventFile> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean gzip = lower.endsWith(".gz");
    String plain = gzip ? lower.substring(0, lower.length() - 3) : lower;
    if (plain.endsWith(".ndjson") || plain.endsWith(".jsonl") || plain.endsWith(".json")) {
      return Optional.of(new EventFile(Format.JSON, gzip));
    }
    if (plain.endsWith(".csv")) {
      return Optional.of(new EventFile(Format.CSV, gzip));
    }
    if (plain.endsWith(".lp")) {
      return Optional.of(new EventFile(Format.LINE_PROTOCOL, gzip));
    }
    return Optional.empty();
  }

  /**
   * Starts reading.
   *
   * @param precision of timestamps in line protocol
   */
  EventSource open(InputStream bytes, TimePrecision precision) throws IOException {
    InputStream plain = gzip ? new GzipMembers(bytes) : bytes;
    return switch (format) {
      case JSON -> new JsonEvents(plain);
      case CSV -> new CsvEvents(plain);
      case LINE_PROTOCOL -> new LineProtocol(plain, precision);
    };
  }
}
