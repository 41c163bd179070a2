package io.tsdb.calcite.testing;

import java.util.ArrayList;
import java.util.Collection;
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

  /**
   * Results; {@code @} stands for a FILTER in ours, {@code #} for its condition in SQLite's. What
   * SQLite lacks is written out: {@code first} by an ordered array, variances by sums, which are
   * exact here.
   */
  private static final List<Both> RESULTS =
      List.of(
          filtered("count(*)"),
          filtered("count(value)"),
          filtered("sum(value)"),
          filtered("avg(value)"),
          filtered("min(value)"),
          filtered("max(value)"),
          ofOrdered("first(value, ts)@", "value", "ts, value"),
          ofOrdered("last(value)@", "value", "ts DESC, value DESC"),
          filtered("count(text)"),
          filtered("min(ts)"),
          filtered("max(ts)"),
          filtered("count(DISTINCT host)"),
          filtered("count(DISTINCT value)"),
          filtered("count(DISTINCT text)"),
          filtered("sum(DISTINCT value)"),
          filtered("count(region)"),
          filtered("min(region)"),
          filtered("max(text)"),
          filtered("sum(value * 2)"),
          ofOrdered("first(text, ts)@", "text", "ts, text"),
          ofOrdered("last(ts, value)@", "ts", "value DESC, ts DESC"),
          ofOrdered("last(region, ts)@", "region", "ts DESC, region DESC"),
          ofSquares("var_pop(value)@", "count(value) FILTER (WHERE #)"),
          ofSquares("variance(value)@", "(count(value) FILTER (WHERE #) - 1)"));

  /** Of these, so many are known to rollups. */
  private static final int OF_ROLLUPS = 8;

  private static Both filtered(String call) {
    return new Both(call + "@", call + " FILTER (WHERE #)");
  }

  private static Both ofOrdered(String ours, String value, String order) {
    String by = order.contains("value") && !value.equals("value") ? "value" : "ts";
    return new Both(
        ours,
        String.format(
            "json_group_array(%s ORDER BY %s) FILTER (WHERE %s IS NOT NULL AND %s IS NOT NULL AND"
                + " (#)) ->> '$[0]'",
            value, order, value, by));
  }

  /**
   * Rounded: the digits beyond depend on how it is computed. The fraction added keeps the values,
   * which are multiples of 1/16, away from where rounding turns.
   */
  private static Both ofSquares(String ours, String divisor) {
    return new Both(
        "ROUND(" + ours + " + 0.0001234, 3)",
        "round((sum(value * value) FILTER (WHERE #) - sum(value) FILTER (WHERE #) * sum(value)"
            + " FILTER (WHERE #) / count(value) FILTER (WHERE #)) / "
            + divisor
            + " + 0.0001234, 3)");
  }

  private static final List<String> FILTERS =
      List.of("host = 'a'", "region = 'eu' OR host IS NULL", "value < 100", "text IS NULL");

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
    List<Both> keys = List.copyOf(some(random, KEYS, random.nextInt(3)));
    // Rollups know these, so they are asked for more often.
    Set<Both> results =
        random.nextBoolean()
            ? some(random, RESULTS.subList(0, OF_ROLLUPS), 1 + random.nextInt(4))
            : some(random, RESULTS, 1 + random.nextInt(4));
    List<Both> columns = results.stream().map(result -> filter(random, result)).toList();
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
    // Two keys of time may be one and the same to Calcite.
    boolean distinct = keys.stream().filter(key -> key.oracle().contains("ts")).count() < 2;
    return !keys.isEmpty() && distinct && random.nextInt(4) == 0
        ? ofGroupingSets(random, keys, columns, conditions)
        : grouped(random, keys, columns, conditions);
  }

  private static Both filter(Random random, Both result) {
    boolean filtered = random.nextInt(4) == 0;
    String condition = filtered ? GeneratedEvents.pick(random, FILTERS) : "TRUE";
    return new Both(
        result.ours().replace("@", filtered ? " FILTER (WHERE " + condition + ")" : ""),
        result.oracle().replace("#", condition));
  }

  private static GeneratedAggregate grouped(
      Random random, List<Both> keys, List<Both> results, List<Both> conditions) {
    List<Both> columns = new ArrayList<>(keys);
    columns.addAll(results);
    String having = !keys.isEmpty() && random.nextInt(6) == 0 ? " HAVING count(*) > 20" : "";
    return new GeneratedAggregate(
        sql(ours(columns), ours(conditions), ours(keys)) + having,
        sql(oracles(columns), oracles(conditions), oracles(keys)) + having);
  }

  /** SQLite has no grouping sets, so it unites groups by each. */
  private static GeneratedAggregate ofGroupingSets(
      Random random, List<Both> keys, List<Both> results, List<Both> conditions) {
    List<List<Both>> sets = new ArrayList<>();
    sets.add(keys);
    String form = "ROLLUP (" + String.join(", ", ours(keys)) + ")";
    if (keys.size() == 2) {
      sets.add(keys.subList(0, 1));
      if (random.nextBoolean()) {
        sets.add(keys.subList(1, 2));
        form = form.replace("ROLLUP", "CUBE");
      }
    }
    sets.add(List.of());
    String notEmpty = " HAVING count(*) > 0";
    List<String> columns = new ArrayList<>(ours(keys));
    columns.add("GROUPING(" + String.join(", ", ours(keys)) + ")");
    columns.addAll(ours(results));
    List<String> oracles = new ArrayList<>();
    for (List<Both> set : sets) {
      List<String> united = new ArrayList<>();
      int grouping = 0;
      for (Both key : keys) {
        united.add(set.contains(key) ? key.oracle() : "NULL");
        grouping = 2 * grouping + (set.contains(key) ? 0 : 1);
      }
      united.add(Integer.toString(grouping));
      united.addAll(oracles(results));
      oracles.add(sql(united, oracles(conditions), oracles(set)) + notEmpty);
    }
    return new GeneratedAggregate(
        sql(columns, ours(conditions), List.of(form)) + notEmpty,
        String.join(" UNION ALL ", oracles));
  }

  private static List<String> ours(Collection<Both> expressions) {
    return expressions.stream().map(Both::ours).toList();
  }

  private static List<String> oracles(Collection<Both> expressions) {
    return expressions.stream().map(Both::oracle).toList();
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
