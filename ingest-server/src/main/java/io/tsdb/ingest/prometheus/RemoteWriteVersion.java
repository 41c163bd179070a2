package io.tsdb.ingest.prometheus;

import java.util.Locale;
import java.util.Optional;

/** The message that a request of remote write has as its body, by the version that made it. */
public enum RemoteWriteVersion {
  /** {@code prometheus.WriteRequest}. */
  V1(1, 4),
  /** {@code io.prometheus.write.v2.Request}. */
  V2(5, 3);

  private final int seriesField;
  private final int histogramsField;

  RemoteWriteVersion(int seriesField, int histogramsField) {
    this.seriesField = seriesField;
    this.histogramsField = histogramsField;
  }

  /** Number of the field {@code timeseries} of a request. */
  int seriesField() {
    return seriesField;
  }

  /** Number of the field {@code histograms} of a series. */
  int histogramsField() {
    return histogramsField;
  }

  /**
   * The version that a {@code Content-Type} names; 1 where its parameter {@code proto} is missing;
   * empty if it names another.
   */
  public static Optional<RemoteWriteVersion> ofContentType(String contentType) {
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().toLowerCase(Locale.ROOT).equals("application/x-protobuf")) {
      return Optional.empty();
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "").strip();
      if (parameter.toLowerCase(Locale.ROOT).startsWith("proto=")) {
        return switch (parameter.substring("proto=".length())) {
          case "prometheus.WriteRequest" -> Optional.of(V1);
          case "io.prometheus.write.v2.Request" -> Optional.of(V2);
          default -> Optional.empty();
        };
      }
    }
    return Optional.of(V1);
  }
}
