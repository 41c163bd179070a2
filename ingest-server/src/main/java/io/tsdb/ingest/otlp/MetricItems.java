package io.tsdb.ingest.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.tsdb.ingest.parse.InvalidEventException;
import java.util.ArrayList;
import java.util.List;

/**
 * The data points of a metric. A number is one event. Distributions become the series that
 * Prometheus would have of them: {@code _count}, {@code _sum}, {@code _min}, {@code _max}, {@code
 * _bucket} with label {@code le}, and label {@code quantile} of a summary. The buckets of an
 * exponential histogram are one event whose text is JSON.
 */
final class MetricItems {

  private MetricItems() {}

  static List<OtlpItem> of(Metric metric) {
    List<OtlpItem> items = new ArrayList<>();
    switch (metric.getDataCase()) {
      case GAUGE -> numbers(items, metric, metric.getGauge().getDataPointsList());
      case SUM -> numbers(items, metric, metric.getSum().getDataPointsList());
      case HISTOGRAM -> {
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
          items.add(
              item(metric, point.getAttributesList(), point.getTimeUnixNano(), histogram(point)));
        }
      }
      case EXPONENTIAL_HISTOGRAM -> {
        for (ExponentialHistogramDataPoint point :
            metric.getExponentialHistogram().getDataPointsList()) {
          items.add(
              item(metric, point.getAttributesList(), point.getTimeUnixNano(), exponential(point)));
        }
      }
      case SUMMARY -> {
        for (SummaryDataPoint point : metric.getSummary().getDataPointsList()) {
          items.add(
              item(metric, point.getAttributesList(), point.getTimeUnixNano(), summary(point)));
        }
      }
      case DATA_NOT_SET -> {}
    }
    return items;
  }

  /** Writes the events of one point. */
  @FunctionalInterface
  private interface Writing {
    void write(PointWriter writer) throws InvalidEventException;
  }

  private static OtlpItem item(
      Metric metric, List<KeyValue> attributes, long unixNanos, Writing writing) {
    return (around, received, builder) -> {
      PointWriter writer =
          new PointWriter(
              builder, metric, around, attributes, OtlpItem.millis(unixNanos, received));
      writing.write(writer);
      return writer.events();
    };
  }

  private static void numbers(List<OtlpItem> items, Metric metric, List<NumberDataPoint> points) {
    for (NumberDataPoint point : points) {
      items.add(
          item(
              metric,
              point.getAttributesList(),
              point.getTimeUnixNano(),
              writer -> {
                if (isAbsent(point.getFlags())) {
                  writer.text("", "stale");
                } else {
                  writer.number("", point.hasAsInt() ? point.getAsInt() : point.getAsDouble());
                }
              }));
    }
  }

  private static boolean isAbsent(int flags) {
    return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
  }

  private static Writing histogram(HistogramDataPoint point) {
    return writer -> {
      if (isAbsent(point.getFlags())) {
        writer.text("_count", "stale");
        return;
      }
      writer.number("_count", unsigned(point.getCount()));
      if (point.hasSum()) {
        writer.number("_sum", point.getSum());
      }
      if (point.hasMin()) {
        writer.number("_min", point.getMin());
      }
      if (point.hasMax()) {
        writer.number("_max", point.getMax());
      }
      double atMost = 0;
      for (int i = 0; i < point.getBucketCountsCount(); i++) {
        atMost += unsigned(point.getBucketCounts(i));
        String bound =
            i < point.getExplicitBoundsCount()
                ? Double.toString(point.getExplicitBounds(i))
                : "+Inf";
        writer.number("_bucket", "le", bound, atMost);
      }
    };
  }

  private static Writing exponential(ExponentialHistogramDataPoint point) {
    return writer -> {
      if (isAbsent(point.getFlags())) {
        writer.text("_count", "stale");
        return;
      }
      writer.number("_count", unsigned(point.getCount()));
      if (point.hasSum()) {
        writer.number("_sum", point.getSum());
      }
      if (point.hasMin()) {
        writer.number("_min", point.getMin());
      }
      if (point.hasMax()) {
        writer.number("_max", point.getMax());
      }
      writer.text(
          "_buckets",
          "{\"scale\":"
              + point.getScale()
              + ",\"zero_count\":"
              + Long.toUnsignedString(point.getZeroCount())
              + ",\"positive\":"
              + buckets(point.getPositive())
              + ",\"negative\":"
              + buckets(point.getNegative())
              + "}");
    };
  }

  private static String buckets(Buckets buckets) {
    StringBuilder json = new StringBuilder("{\"offset\":").append(buckets.getOffset());
    json.append(",\"counts\":[");
    for (int i = 0; i < buckets.getBucketCountsCount(); i++) {
      json.append(i == 0 ? "" : ",").append(Long.toUnsignedString(buckets.getBucketCounts(i)));
    }
    return json.append("]}").toString();
  }

  private static Writing summary(SummaryDataPoint point) {
    return writer -> {
      if (isAbsent(point.getFlags())) {
        writer.text("_count", "stale");
        return;
      }
      writer.number("_count", unsigned(point.getCount()));
      writer.number("_sum", point.getSum());
      for (SummaryDataPoint.ValueAtQuantile at : point.getQuantileValuesList()) {
        writer.number("", "quantile", Double.toString(at.getQuantile()), at.getValue());
      }
    };
  }

  private static double unsigned(long count) {
    return count >= 0 ? count : (count >>> 1) * 2.0;
  }
}
