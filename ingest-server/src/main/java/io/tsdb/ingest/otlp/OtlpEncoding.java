package io.tsdb.ingest.otlp;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** How messages of OTLP/HTTP are written; an answer is as its request. */
public enum OtlpEncoding {
  PROTOBUF("application/x-protobuf") {
    @Override
    byte[] protobuf(InputStream body, OtlpSignal signal) throws IOException {
      return body.readAllBytes();
    }

    @Override
    public byte[] accepted(OtlpSignal signal, long rejected, String why) {
      return partialSuccess(signal, rejected, why).toByteArray();
    }

    /** A {@code google.rpc.Status}: its message is field 2. */
    @Override
    public byte[] status(String message) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeString(2, message);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException("A stream in memory does no I/O", e);
      }
      return bytes.toByteArray();
    }
  },
  JSON("application/json") {
    @Override
    byte[] protobuf(InputStream body, OtlpSignal signal) throws IOException {
      return OtlpJson.toProtobuf(body, signal.request());
    }

    @Override
    public byte[] accepted(OtlpSignal signal, long rejected, String why) {
      return OtlpJson.accepted(signal, rejected, why);
    }

    @Override
    public byte[] status(String message) {
      return OtlpJson.status(message);
    }
  };

  private final String mediaType;

  OtlpEncoding(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The {@code Content-Type} of requests and answers. */
  public String mediaType() {
    return mediaType;
  }

  /** The encoding that a {@code Content-Type} names; empty if it is another. */
  public static Optional<OtlpEncoding> ofContentType(String contentType) {
    String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (OtlpEncoding each : values()) {
      if (each.mediaType.equals(mediaType)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** A request's body as protobuf. */
  abstract byte[] protobuf(InputStream body, OtlpSignal signal) throws IOException;

  /**
   * The answer to a request that was stored.
   *
   * @param rejected items of it that were not
   * @param why they were not
   */
  public abstract byte[] accepted(OtlpSignal signal, long rejected, String why);

  /** The answer to a request that was not stored. */
  public abstract byte[] status(String message);

  private static Message partialSuccess(OtlpSignal signal, long rejected, String why) {
    return switch (signal) {
      case LOGS -> {
        ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
        if (rejected > 0) {
          response.setPartialSuccess(
              ExportLogsPartialSuccess.newBuilder()
                  .setRejectedLogRecords(rejected)
                  .setErrorMessage(why));
        }
        yield response.build();
      }
      case METRICS -> {
        ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
        if (rejected > 0) {
          response.setPartialSuccess(
              ExportMetricsPartialSuccess.newBuilder()
                  .setRejectedDataPoints(rejected)
                  .setErrorMessage(why));
        }
        yield response.build();
      }
    };
  }
}
