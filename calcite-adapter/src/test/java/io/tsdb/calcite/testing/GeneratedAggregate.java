package io.tsdb.calcite.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A random aggregate over a range of time that is given by two parameters, in our SQL and in
 * SQLite's.
 *
 * @param sql over {@code events}, with two {@code ?} for the range of {@code ts}, or none
 * @param oracle the same question in SQLite's SQL, with {@code %1$d} and {@code %2$d} in their
 *     place
 */
public record GeneratedAggregate(String sql, String oracle) {

  /** An expression in both languages. */
  private record Both(String ours, String oracle) {

    static Both same(String sql) {
      return new Both(sql, sql);
    }

    static Both bucket(String ours, long origin, long millis) {
      return new Both(
          ours, "ts - ((ts - " + origin + ") %% " + millis + " + " + millis + ") %% " + millis);
    }
  }

  private static final long MONDAY = 946_857_600_000L;

  private static final List<Both> KEYS =
      List.of(
          Both.same("host"),
          Both.same("labels->>'region'"),
          Both.bucket("time_bucket('1 minute', ts)", MONDAY, 60_000),
          Both.bucket("time_bucket('5 minutes', ts)", MONDAY, 300_000),
          Both.bucket("time_bucket('90 seconds', ts)", MONDAY, 90_000),
          Both.bucket("time_bucket('1 hour', ts)", MONDAY, 3_600_000),
          Both.bucket("time_bucket('2 days', ts)", MONDAY, 172_800_000),
          Both.bucket(
              "time_bucket('1 hour', ts, TIMESTAMP '2024-01-01 00:00:30')",
              1_704_067_230_000L,
              3_600_000),
          Both.bucket("FLOOR(ts TO MINUTE)", 0, 60_000),
          Both.bucket("FLOOR(ts TO DAY)", 0, 86_400_000),
          Both.bucket("date_trunc('hour', ts)", 0, 3_600_000),
          new Both(
              "date_trunc('month', ts)",
              "CAST(strftime('%%s', ts / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000"),
          new Both("EXTRACT(HOUR FROM ts)", "ts / 3600000 %% 24"));

  private static final List<Both> RESULTS =
      List.of(
          Both.same("count(*)"),
          Both.same("count(value)"),
          Both.same("count(text)"),
          Both.same("sum(value)"),
          Both.same("avg(value)"),
          Both.same("min(value)"),
          Both.same("max(value)"),
          Both.same("min(ts)"),
          Both.same("max(ts)"),
          Both.same("count(DISTINCT host)"),
          Both.same("count(region)"),
          Both.same("min(region)"),
          Both.same("sum(value * 2)"),
          Both.same("count(*) FILTER (WHERE host = 'a')"),
          Both.same("sum(value) FILTER (WHERE region = 'eu')"),
          Both.same("max(value) FILTER (WHERE value < 100)"));

  private static final List<String> CONDITIONS =
      List.of(
          "host = 'a'",
          "host <> '\uE000'",
          "host IN ('b', '😀x')",
          "host IS NULL",
          "labels->>'region' = 'eu' OR host = 'b'",
          "value > 100",
          "text IS NULL",
          "host = 'b' OR value < 0");

  /** The next one. */
  public static GeneratedAggregate next(Random random) {
    Set<Both> keys = some(random, KEYS, random.nextInt(3));
    // Rollups know these, so they are asked for more often.
    Set<Both> results =
        random.nextBoolean()
            ? some(random, RESULTS.subList(0, 7), 1 + random.nextInt(4))
            : some(random, RESULTS, 1 + random.nextInt(4));
    List<Both> conditions = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 -> conditions.add(new Both("ts BETWEEN ? AND ?", "ts BETWEEN %1$d AND %2$d"));
      case 1 -> conditions.add(new Both("ts > ? AND ts <= ?", "ts > %1$d AND ts <= %2$d"));
      default -> conditions.add(new Both("ts >= ? AND ts < ?", "ts >= %1$d AND ts < %2$d"));
    }
    for (Both condition : some(random, CONDITIONS.stream().map(Both::same).toList(), 1)) {
      if (random.nextInt(3) == 0) {
        conditions.add(condition);
      }
    }
    Set<Both> columns = new LinkedHashSet<>(keys);
    columns.addAll(results);
    String having = !keys.isEmpty() && random.nextInt(6) == 0 ? " HAVING count(*) > 20" : "";
    return new GeneratedAggregate(
        sql(
                columns.stream().map(Both::ours).toList(),
                conditions.stream().map(Both::ours).toList(),
                keys.stream().map(Both::ours).toList())
            + having,
        sql(
                columns.stream().map(Both::oracle).toList(),
                conditions.stream().map(Both::oracle).toList(),
                keys.stream().map(Both::oracle).toList())
            + having);
  }

  private static Set<Both> some(Random random, List<Both> choices, int count) {
    Set<Both> some = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      some.add(GeneratedEvents.pick(random, choices));
    }
    return some;
  }

  private static String sql(List<String> columns, List<String> conditions, List<String> keys) {
    return "SELECT "
        + String.join(", ", columns)
        + " FROM events WHERE ("
        + String.join(") AND (", conditions)
        + ")"
        + (keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys));
  }

  /** SQLite's statement for a range. */
  public String oracle(long start, long end) {
    return String.format(oracle, start, end);
  }
}
