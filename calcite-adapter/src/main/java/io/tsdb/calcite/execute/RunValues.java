package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.RowRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;

/** The values of one run of a query: each is computed once. Safe for many threads. */
final class RunValues {

  private final DataContext context;
  private final Map<RunValue.Computed, Optional<Object>> computed = new HashMap<>();
  private final Map<RunValue.JoinColumn, Optional<Set<String>>> joinTexts = new HashMap<>();
  private final Map<RunValue.JoinColumn, Optional<String>> joinValues = new HashMap<>();

  RunValues(DataContext context) {
    this.context = context;
  }

  /**
   * A value that is the same for all segments.
   *
   * @return a Long, Double or String; empty for null
   */
  synchronized Optional<Object> get(RunValue value) {
    if (value instanceof RunValue.Constant constant) {
      return Optional.of(constant.value());
    }
    if (value instanceof RunValue.Computed expression) {
      return computed.computeIfAbsent(expression, this::compute);
    }
    if (value instanceof RunValue.Glob glob) {
      return get(glob.pattern()).map(pattern -> LikePattern.glob((String) pattern));
    }
    if (value instanceof RunValue.JoinColumn column) {
      return joinValues
          .computeIfAbsent(
              column,
              asked -> rows(asked.side()).flatMap(rows -> JoinValues.json(rows, asked.column())))
          .map(Object.class::cast);
    }
    if (value instanceof RunValue.Limit rows) {
      return Optional.of(needed(rows.limit()));
    }
    throw new IllegalStateException(value + " differs between segments");
  }

  /**
   * How many rows of a limit are needed.
   *
   * @throws QueryException if a parameter is no number of rows
   */
  long needed(RowLimit limit) {
    return limit.needed(context);
  }

  /** A value for one segment. */
  Optional<Object> get(RunValue value, RowRange rows) {
    return value instanceof RunValue.Row end ? Optional.of(end.of(rows)) : get(value);
  }

  /** The rows of a side of a join, which are read now; empty if they are too many, or unknown. */
  Optional<List<Object[]>> rows(JoinSide side) {
    return QueryRun.of(context).flatMap(run -> run.held(side)).flatMap(HeldRows::all);
  }

  /** The context of the run with a variable more. */
  DataContext context(String name, Object value) {
    return new DataContext() {
      @Override
      public SchemaPlus getRootSchema() {
        return context.getRootSchema();
      }

      @Override
      public JavaTypeFactory getTypeFactory() {
        return context.getTypeFactory();
      }

      @Override
      public QueryProvider getQueryProvider() {
        return context.getQueryProvider();
      }

      @Override
      public Object get(String asked) {
        return asked.equals(name) ? value : context.get(asked);
      }
    };
  }

  /** The texts in a column of a side of a join; empty if they are too many, or unknown. */
  synchronized Optional<Set<String>> texts(JoinSide side, int column) {
    return joinTexts.computeIfAbsent(
        new RunValue.JoinColumn(side, column),
        asked ->
            rows(side)
                .map(
                    rows -> {
                      Set<String> texts = new HashSet<>();
                      rows.forEach(row -> texts.add((String) row[column]));
                      return texts;
                    }));
  }

  private Optional<Object> compute(RunValue.Computed expression) {
    Object value = evaluate(expression);
    if (value == null) {
      return Optional.empty();
    }
    Object bindable = expression.type().bindable(value);
    if (bindable == null) {
      throw new QueryException(
          "Expected "
              + expression.name()
              + " to be a "
              + expression.type()
              + ", found a "
              + value.getClass().getName());
    }
    if (bindable instanceof String text) {
      requireUnicode(expression.name(), text);
    }
    return Optional.of(bindable);
  }

  private Object evaluate(RunValue.Computed expression) {
    try {
      return expression.function().apply(context);
    } catch (QueryException e) {
      throw e;
    } catch (RuntimeException e) {
      // Calcite's functions report bad values by many kinds of exception.
      throw new QueryException(expression.name() + " cannot be computed: " + e.getMessage(), e);
    }
  }

  /** A lone surrogate has no UTF-8: SQLite would see another text, and might find it. */
  private static void requireUnicode(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 >= text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          throw new QueryException(
              "Expected "
                  + name
                  + " to be Unicode text, found a lone surrogate at index "
                  + i
                  + "; no event holds one");
        }
        i++;
      }
    }
  }
}
