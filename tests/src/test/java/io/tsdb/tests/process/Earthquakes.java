package io.tsdb.tests.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The earthquakes that come with the project, and their figures, computed from the file alone. */
public final class Earthquakes {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Earthquakes() {}

  /** The file: one event a line. */
  public static Path file() {
    return Artifacts.project(
        "ingest-server/src/main/resources/io/tsdb/ingest/cli/earthquakes.ndjson");
  }

  public static byte[] ndjson() {
    try {
      return Files.readAllBytes(file());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file(), e);
    }
  }

  /** The events, in the order of the file. */
  public static List<JsonNode> events() {
    try (MappingIterator<JsonNode> events = JSON.readerFor(JsonNode.class).readValues(ndjson())) {
      return events.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file(), e);
    }
  }

  /** Their number and the exact sum of their values. */
  public record Figures(int count, BigDecimal sum) {}

  public static Figures figures() {
    List<JsonNode> events = events();
    BigDecimal sum =
        events.stream()
            .map(event -> event.required("value").decimalValue())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Figures(events.size(), sum);
  }
}
