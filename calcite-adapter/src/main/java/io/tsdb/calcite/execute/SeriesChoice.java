package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.function.Function1;

/**
 * A condition on labels that SQLite cannot decide, or not fast enough: it is decided here, for each
 * series of a segment, and SQLite gets the ids of those that fulfil it. Whoever looks at the rows
 * again decides of them.
 */
public final class SeriesChoice {

  /** Under which Calcite's generated code asks for the values that it computes with. */
  private static final String INPUT = "inputRecord";

  private final String sql;
  private final List<RunValue> values;
  private final int columns;
  private final Condition condition;

  /** The condition for one run. */
  @FunctionalInterface
  private interface Condition {

    boolean accepts(RunValues parameters, Object[] texts);
  }

  /**
   * The ids of the series that fulfil a condition.
   *
   * @param any whether there are any
   * @param ids as a JSON array; empty if all do
   */
  record Chosen(boolean any, Optional<String> ids) {}

  private SeriesChoice(String sql, List<RunValue> values, int columns, Condition condition) {
    this.sql = sql;
    this.values = List.copyOf(values);
    this.columns = columns;
    this.condition = condition;
  }

  /**
   * A condition in Calcite's own code. Where it fails, such as by a cast of a text that is no
   * number, the series is let through: the failure is told when its rows are looked at, if there
   * are any.
   *
   * @param sql yields of each series its id, then texts
   * @param values for the {@code ?}, in their order; the same for all segments
   * @param columns how many texts
   * @param condition yields true, false or null, given the texts
   */
  public static SeriesChoice computed(
      String sql, List<RunValue> values, int columns, Function1<DataContext, Object> condition) {
    return new SeriesChoice(
        sql,
        values,
        columns,
        (parameters, texts) -> {
          // one at a time: Calcite's functions may keep things between calls
          synchronized (condition) {
            try {
              return Boolean.TRUE.equals(condition.apply(parameters.context(INPUT, texts)));
            } catch (RuntimeException e) {
              return true;
            }
          }
        });
  }

  /**
   * Whether a text is one of those in a column of a side of a join; all are if the side has too
   * many rows.
   *
   * @param sql yields of each series its id, then the text
   * @param values for the {@code ?}, in their order; the same for all segments
   * @param column counted from 0
   */
  public static SeriesChoice joined(String sql, List<RunValue> values, JoinSide side, int column) {
    return new SeriesChoice(
        sql,
        values,
        1,
        (parameters, texts) -> {
          Optional<Set<String>> known = parameters.texts(side, column);
          return known.isEmpty() || texts[0] != null && known.get().contains((String) texts[0]);
        });
  }

  /**
   * The series of a segment that fulfil the condition.
   *
   * @throws IOException if table {@code series} cannot be read
   */
  Chosen of(SegmentDatabase database, RunValues parameters) throws IOException {
    StringBuilder ids = new StringBuilder("[");
    boolean all = true;
    try (CachedStatement statement = database.prepare(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.set(i + 1, parameters.get(values.get(i)).orElse(null));
      }
      try (ResultSet row = statement.query()) {
        while (row.next()) {
          Object[] texts = new Object[columns];
          for (int i = 0; i < columns; i++) {
            texts[i] = row.getString(i + 2);
          }
          if (condition.accepts(parameters, texts)) {
            ids.append(ids.length() == 1 ? "" : ",").append(row.getLong(1));
          } else {
            all = false;
          }
        }
      }
    } catch (SQLException e) {
      throw SeriesFilter.ioException(database, e);
    }
    boolean any = ids.length() > 1;
    return new Chosen(any, all ? Optional.empty() : Optional.of(ids.append(']').toString()));
  }
}
