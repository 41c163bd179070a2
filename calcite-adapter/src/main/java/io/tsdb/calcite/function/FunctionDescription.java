package io.tsdb.calcite.function;

import java.util.List;

/**
 * A function that this adapter adds to Calcite's, for tools.
 *
 * @param form how it is called
 * @param remarks what it does
 */
public record FunctionDescription(String name, String form, String remarks) {

  /** All of them, in order of their names. */
  public static final List<FunctionDescription> ALL =
      List.of(
          new FunctionDescription(
              "approx_count_distinct",
              "approx_count_distinct(x)",
              "Aggregate: about how many different values there are"),
          new FunctionDescription(
              "approx_percentile",
              "approx_percentile(x, fraction)",
              "Aggregate: about the value with that fraction of the values at or below it"),
          new FunctionDescription(
              "date_trunc", "date_trunc('unit', ts)", "Start of the unit of time"),
          new FunctionDescription(
              "delta", "delta(x) OVER (... ORDER BY ts)", "Change since the row before"),
          new FunctionDescription(
              "events", "events('query')", "Full-text search in labels and text, as FTS5 has it"),
          new FunctionDescription(
              "first", "first(x[, time])", "Aggregate: the value at the least time"),
          new FunctionDescription(
              "interpolate",
              "interpolate(aggregate)",
              "In an empty bucket of time_bucket_gapfill, a value between its neighbours"),
          new FunctionDescription(
              "json_extract",
              "json_extract(json, path, ...)",
              "What stands at a path, as SQLite has it"),
          new FunctionDescription(
              "last", "last(x[, time])", "Aggregate: the value at the greatest time"),
          new FunctionDescription(
              "locf",
              "locf(aggregate)",
              "In an empty bucket of time_bucket_gapfill, the value of the bucket before"),
          new FunctionDescription(
              "rate",
              "rate(x) OVER (... ORDER BY ts)",
              "Increase of a counter per second since the row before"),
          new FunctionDescription(
              "time_bucket", "time_bucket(width[, ts[, origin]])", "Start of a bucket of time"),
          new FunctionDescription(
              "time_bucket_gapfill",
              "time_bucket_gapfill(width[, ts[, start, finish]])",
              "As a key of GROUP BY: buckets of time, the empty ones too"));
}
