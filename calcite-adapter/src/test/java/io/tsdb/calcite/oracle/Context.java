package io.tsdb.calcite.oracle;

import io.tsdb.archive.segment.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What all parts of one generated statement share: its choices, its parameters, its names. */
final class Context {

  /** Times that most events lie before or after. */
  private static final List<Long> ENDS_OF_TIME =
      List.of(-62_135_596_800_000L, -1L, 0L, 1L, 253_402_300_799_999L);

  private final Choices choices;
  private final Facts facts;
  private final List<List<Object>> parameters;
  private int aliases;
  private int subQueries;
  private boolean parametersAllowed = true;

  /**
   * A context.
   *
   * @param runs how many values each parameter has
   */
  Context(Choices choices, Facts facts, int runs) {
    this.choices = choices;
    this.facts = facts;
    this.parameters = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      parameters.add(new ArrayList<>());
    }
  }

  Choices choices() {
    return choices;
  }

  Facts facts() {
    return facts;
  }

  /** The values of all parameters, for each run. */
  List<List<Object>> parameters() {
    return parameters;
  }

  /** A name that no other table of the statement has. */
  String alias() {
    aliases++;
    return "t" + aliases;
  }

  /** Whether one more sub-query is in bounds; if so, it counts. */
  boolean mayNest() {
    if (subQueries >= 3) {
      return false;
    }
    subQueries++;
    return true;
  }

  /** What is generated with constants in place of parameters. */
  <T> T withoutParameters(Supplier<T> generator) {
    boolean before = parametersAllowed;
    parametersAllowed = false;
    T generated = generator.get();
    parametersAllowed = before;
    return generated;
  }

  /** A parameter that has another value in each run, null once in a while. */
  Sql parameter(Kind kind) {
    if (!parametersAllowed) {
      return constant(kind);
    }
    for (List<Object> run : parameters) {
      run.add(choices.oneIn(16) ? null : value(kind));
    }
    return Sql.parameter(parameters.get(0).size() - 1);
  }

  /** A parameter that has the same value in each run. */
  Sql parameterOf(String value) {
    if (!parametersAllowed) {
      return literal(value);
    }
    parameters.forEach(run -> run.add(value));
    return Sql.parameter(parameters.get(0).size() - 1);
  }

  Sql constant(Kind kind) {
    return switch (kind) {
      case TIME -> timestamp(time());
      case NUMBER -> {
        double number = number();
        yield Sql.same(
            "CAST("
                + (number == Math.rint(number) ? (int) number + ".0" : Double.toString(number))
                + " AS DOUBLE)");
      }
      case WHOLE -> Sql.same(Integer.toString(choices.below(12) - 2));
      case TEXT -> literal(text());
    };
  }

  static Sql timestamp(long millis) {
    return new Sql("TIMESTAMP '" + plain(millis) + "'", Long.toString(millis));
  }

  /** Without T and Z, as in SQL. */
  static String plain(long millis) {
    return Instant.ofEpochMilli(millis).toString().replace('T', ' ').replace("Z", "");
  }

  private Object value(Kind kind) {
    return switch (kind) {
      case TIME -> time();
      case NUMBER -> number();
      case WHOLE -> (long) choices.below(20) - 5;
      case TEXT -> text();
    };
  }

  /** Epoch milliseconds at, or next to, an event, the start of a bucket, or an end of time. */
  long time() {
    if (facts.times().isEmpty() || choices.oneIn(12)) {
      return choices.of(ENDS_OF_TIME);
    }
    long time = choices.of(facts.times());
    long width = choices.one(1L, 1L, 1_000L, 60_000L, 3_600_000L, 86_400_000L);
    long near = time - time % width + choices.one(0, 1, -1);
    return Math.max(Event.FIRST_TIME, Math.min(Event.LAST_TIME, near));
  }

  /** A multiple of 1/4. */
  double number() {
    return choices.one(0d, 1d, -1d, 10d, 2.25, -7d, 12.5, 100d, -3.25, 33.75);
  }

  /** A text of the archive, or part of one, or none. */
  String text() {
    return switch (choices.below(5)) {
      case 0, 1 -> choices.of(facts.values());
      case 2, 3 -> choices.of(facts.words());
      default -> choices.one("", "a", "A", "m", "zzz", "x y", "ﬃ", "\uE000", "'", "%", "_", "\\");
    };
  }

  static Sql literal(String text) {
    return Sql.same("'" + text.replace("'", "''") + "'");
  }
}
