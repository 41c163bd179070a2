package io.tsdb.ingest.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoreException;
import io.tsdb.ingest.parse.EventTime;
import io.tsdb.ingest.parse.Excerpt;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * {@code GET /api/segments}, and {@code GET /index.json} for clients that do not know yet whether
 * they talk to a server or to an archive published by the command {@code index}: which segments
 * there are, in one snapshot. With {@code live=true} those of events not sealed yet are among them;
 * {@code start} and {@code end} ask for those that may have events in that time.
 */
final class SegmentsEndpoint {

  private static final Set<String> PARAMETERS = Set.of("live", "start", "end");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Catalog sealed;
  private final Catalog withLive;

  SegmentsEndpoint(Catalog sealed, Catalog withLive) {
    this.sealed = sealed;
    this.withLive = withLive;
  }

  void get(Context ctx) throws IOException {
    Map<String, List<String>> parameters = ctx.queryParamMap();
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!PARAMETERS.contains(parameter.getKey()) || parameter.getValue().size() != 1) {
        throw ProblemException.badRequest(
            "Expected each of the parameters live, start and end once at most, found "
                + Excerpt.of(parameter.getKey()));
      }
    }
    Catalog catalog = isLive(parameters) ? withLive : sealed;
    TimeRange range = range(parameters);
    List<Segment> segments;
    SortedSet<String> labelKeys;
    List<TableFile> tables;
    try {
      segments = range.isEmpty() ? List.of() : catalog.segments(range);
      labelKeys = catalog.labelKeys();
      tables = catalog.tables();
    } catch (StoreException e) {
      throw StoreProblems.of(e);
    }
    ctx.contentType("application/json");
    try (JsonGenerator json =
        JsonRows.JSON.createGenerator(ctx.res().getOutputStream(), JsonEncoding.UTF8)) {
      write(json, segments, labelKeys, tables);
    }
  }

  private static boolean isLive(Map<String, List<String>> parameters) {
    String live = parameters.getOrDefault("live", List.of("false")).get(0);
    return switch (live) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw ProblemException.badRequest(
              "Expected live=true or live=false, found " + Excerpt.of(live));
    };
  }

  private static TimeRange range(Map<String, List<String>> parameters) {
    long start =
        QueryRequest.time(parameters, "start")
            .map(EventTime::epochMillis)
            .orElse(TimeRange.ALL.start());
    long end = QueryRequest.time(parameters, "end").map(EventTime::end).orElse(TimeRange.ALL.end());
    if (end < start) {
      throw ProblemException.badRequest(
          "Expected a range that ends at or after its start, found one that ends before it");
    }
    return new TimeRange(start, end);
  }

  private static void write(
      JsonGenerator json,
      List<Segment> segments,
      SortedSet<String> labelKeys,
      List<TableFile> tables)
      throws IOException {
    json.writeStartObject();
    // tells a client of GET /index.json that this is no index but a server
    json.writeStringField("source", "server");
    json.writeArrayFieldStart("segments");
    for (Segment segment : segments) {
      json.writeStartObject();
      json.writeStringField("key", segment.object().key());
      json.writeStringField("first", TIME.format(Instant.ofEpochMilli(segment.name().firstTime())));
      json.writeStringField("last", TIME.format(Instant.ofEpochMilli(segment.name().lastTime())));
      json.writeNumberField("rows", segment.name().rows());
      json.writeNumberField("bytes", segment.object().size());
      json.writeStringField("writer", segment.name().writer());
      // A segment's key consists of characters that stand for themselves in a path.
      json.writeStringField("url", ArchiveEndpoint.PATH + segment.object().key());
      json.writeStringField("etag", EntityTag.quoted(segment.object().etag()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("labelKeys");
    for (String labelKey : labelKeys) {
      json.writeString(labelKey);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tables");
    for (TableFile table : tables) {
      json.writeStartObject();
      json.writeStringField("key", table.object().key());
      json.writeNumberField("bytes", table.object().size());
      json.writeStringField("etag", EntityTag.quoted(table.object().etag()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
