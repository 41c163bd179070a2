package io.tsdb.calcite.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A random query, in our SQL and in SQLite's.
 *
 * @param sql over {@code events}, with {@code ?} for the parameters
 * @param parameters times as epoch milliseconds
 * @param oracle the same question in SQLite's SQL, without parameters
 * @param ordered whether the rows have an order
 */
public record GeneratedQuery(String sql, List<Object> parameters, String oracle, boolean ordered) {

  /** An expression in both languages. */
  private record Both(String ours, String oracle) {

    static Both same(String sql) {
      return new Both(sql, sql);
    }
  }

  /** The next one. */
  public static GeneratedQuery next(Random random) {
    Generator generator = new Generator(random);
    return switch (random.nextInt(3)) {
      case 0 -> generator.grouped();
      case 1 -> generator.sorted();
      default -> generator.plain();
    };
  }

  private static final class Generator {

    private final Random random;
    private final List<Object> parameters = new ArrayList<>();

    Generator(Random random) {
      this.random = random;
    }

    GeneratedQuery plain() {
      Both select = list(columns());
      Both where = where();
      return query(
          "SELECT " + select.ours + " FROM events" + where.ours,
          "SELECT " + select.oracle + " FROM events" + where.oracle,
          false);
    }

    /** Sorted by all columns: then nothing is left to chance but rows that are equal. */
    GeneratedQuery sorted() {
      Set<Both> columns = columns();
      Both select = list(columns);
      Both where = where();
      StringBuilder order = new StringBuilder();
      for (int i = 1; i <= columns.size(); i++) {
        order.append(i == 1 ? " ORDER BY " : ", ").append(i).append(one(" ASC", " DESC", ""));
      }
      String limit = random.nextBoolean() ? " LIMIT " + random.nextInt(40) : "";
      String offset =
          !limit.isEmpty() && random.nextBoolean() ? " OFFSET " + random.nextInt(10) : "";
      return query(
          "SELECT " + select.ours + " FROM events" + where.ours + order + limit + offset,
          "SELECT " + select.oracle + " FROM events" + where.oracle + order + limit + offset,
          true);
    }

    GeneratedQuery grouped() {
      Both key = random.nextInt(4) == 0 ? Both.same("1") : groupKey();
      Both where = where();
      String aggregates =
          one(
              "count(*), count(value), sum(value), min(value), max(value)",
              "count(*), avg(value), count(DISTINCT host), min(ts), max(ts)",
              "count(DISTINCT region), sum(value * 2), max(id)",
              "count(*) FILTER (WHERE value > 0), count(text)");
      String having = one("", "", " HAVING count(*) > 3");
      String tail = having + " ORDER BY 1";
      return query(
          "SELECT g, "
              + aggregates
              + " FROM (SELECT "
              + key.ours
              + " AS g, ts, value, text, id, host,"
              + " region FROM events"
              + where.ours
              + ") AS t GROUP BY g"
              + tail,
          "SELECT g, "
              + aggregates
              + " FROM (SELECT "
              + key.oracle
              + " AS g, ts, value, text, id,"
              + " host, region FROM events"
              + where.oracle
              + ") AS t GROUP BY g"
              + tail,
          true);
    }

    private GeneratedQuery query(String ours, String oracle, boolean ordered) {
      return new GeneratedQuery(ours, List.copyOf(parameters), oracle, ordered);
    }

    private Both groupKey() {
      return switch (random.nextInt(5)) {
        case 0 -> Both.same("region");
        case 1 -> bucket("6 hours", 21_600_000);
        case 2 -> bucket("1 week", 604_800_000);
        case 3 -> new Both("FLOOR(ts TO DAY)", "ts - ts % 86400000");
        default -> Both.same("payload->>'region'");
      };
    }

    private static Both bucket(String width, long millis) {
      return new Both(
          "time_bucket('" + width + "', ts)",
          "ts - ((ts - 946857600000) % " + millis + " + " + millis + ") % " + millis);
    }

    private Set<Both> columns() {
      Set<Both> columns = new LinkedHashSet<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        columns.add(column());
      }
      return columns;
    }

    /** Of texts only those that UTF-8 and UTF-16 order alike, since they are sorted by. */
    private Both column() {
      return switch (random.nextInt(10)) {
        case 0 -> Both.same("ts");
        case 1, 2 -> Both.same("value");
        case 3 -> Both.same("region");
        case 4 -> Both.same("id");
        case 5 -> Both.same("labels->>'region'");
        case 6 -> Both.same("payload->'value'");
        case 7 -> Both.same("(value + 1) * 2");
        case 8 -> bucket("1 day", 86_400_000);
        default -> Both.same("label_value");
      };
    }

    private static Both list(Set<Both> columns) {
      return new Both(
          String.join(", ", columns.stream().map(Both::ours).toList()),
          String.join(", ", columns.stream().map(Both::oracle).toList()));
    }

    private Both where() {
      if (random.nextInt(6) == 0) {
        return Both.same("");
      }
      Both condition = condition(2);
      return new Both(" WHERE " + condition.ours, " WHERE " + condition.oracle);
    }

    private Both condition(int depth) {
      int choice = random.nextInt(depth == 0 ? 8 : 12);
      return switch (choice) {
        case 0, 1 -> time();
        case 2 -> number();
        case 3 -> text("host", GeneratedEvents.HOSTS);
        case 4 ->
            text(one("region", "labels->>'region'", "payload->>'region'"), GeneratedEvents.REGIONS);
        case 5 -> text("text", GeneratedEvents.WORDS);
        case 6 -> isNull();
        case 7 -> search();
        case 8 -> {
          Both inner = condition(depth - 1);
          yield new Both("NOT (" + inner.ours + ")", "NOT (" + inner.oracle + ")");
        }
        case 9 -> pair(" OR ", depth);
        default -> pair(" AND ", depth);
      };
    }

    private Both pair(String operator, int depth) {
      Both left = condition(depth - 1);
      Both right = condition(depth - 1);
      return new Both(
          "(" + left.ours + operator + right.ours + ")",
          "(" + left.oracle + operator + right.oracle + ")");
    }

    private Both time() {
      long time = GeneratedEvents.START + (long) (random.nextDouble() * GeneratedEvents.MONTH);
      String literal = Instant.ofEpochMilli(time).toString().replace('T', ' ').replace("Z", "");
      String operator = one("<", "<=", ">", ">=", "=", "<>");
      return switch (random.nextInt(5)) {
        case 0 ->
            new Both("ts " + operator + " TIMESTAMP '" + literal + "'", "ts " + operator + time);
        case 1 -> new Both("ts " + operator + " '" + literal + "'", "ts " + operator + time);
        case 2 -> {
          parameters.add(time);
          yield new Both("ts " + operator + " ?", "ts " + operator + time);
        }
        case 3 ->
            new Both(
                "ts BETWEEN TIMESTAMP '"
                    + literal
                    + "' AND TIMESTAMP '"
                    + literal
                    + "' + INTERVAL '3' DAY",
                "ts BETWEEN " + time + " AND " + (time + 3 * 86_400_000L));
        default ->
            new Both(
                "FLOOR(ts TO DAY) " + operator + " FLOOR(TIMESTAMP '" + literal + "' TO DAY)",
                "ts - ts % 86400000 " + operator + (time - time % 86_400_000));
      };
    }

    private Both number() {
      String constant = one("0", "10", "-3.25", "12.5", "1e2", "'7'");
      String oracleConstant = constant.replace("'", "");
      String operator = one("<", "<=", ">", ">=", "=", "<>");
      return switch (random.nextInt(6)) {
        case 0 -> Both.same("value IN (1, 2.25, -7, 10, 10.5)");
        case 1 -> Both.same("value NOT IN (1, 2.25, -7)");
        case 2 -> Both.same("value BETWEEN -10 AND 10.75");
        case 3 ->
            new Both(
                "value * 2 + 1 " + operator + " " + constant,
                "value * 2 + 1 " + operator + " " + oracleConstant);
        case 4 ->
            new Both(
                "-value / 4 " + operator + " " + constant,
                "-value / 4 " + operator + " " + oracleConstant);
        default ->
            new Both(
                "value " + operator + " " + constant, "value " + operator + " " + oracleConstant);
      };
    }

    private Both text(String column, List<String> values) {
      String value = GeneratedEvents.pick(random, values).replace("'", "''");
      return switch (random.nextInt(6)) {
        case 0 -> Both.same(column + one(" = ", " <> ") + "'" + value + "'");
        case 1 -> {
          parameters.add(value.replace("''", "'"));
          yield new Both(column + " = ?", column + " = '" + value + "'");
        }
        case 2 -> Both.same(column + one(" LIKE '%", " LIKE '_%", " NOT LIKE '%") + value + "%'");
        case 3 -> Both.same(column + " LIKE '" + value + one("%'", "_%'", "'"));
        case 4 -> Both.same(column + " IN ('" + value + "', 'b', 'mug')");
        default -> Both.same(column + one(" < ", " >= ") + "'m'");
      };
    }

    private Both search() {
      String query = one("mug", "order 111", "\"late mug\"", "host NOT us", "gr*", "日本 OR beta");
      return new Both(
          one("events('" + query + "')", "events MATCH '" + query + "'"),
          "(text IS NOT NULL AND n IN (SELECT rowid FROM search WHERE search MATCH '"
              + query
              + "') OR text IS NULL AND series IN (SELECT rowid FROM series_search WHERE series_search"
              + " MATCH '"
              + query
              + "'))");
    }

    private Both isNull() {
      return Both.same(
          one("value", "text", "id", "host", "region", "payload->>'text'")
              + one(" IS NULL", " IS NOT NULL"));
    }

    private String one(String... choices) {
      return choices[random.nextInt(choices.length)];
    }
  }
}
