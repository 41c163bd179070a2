package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.function.Function1;

/**
 * A condition on labels that SQLite cannot decide: it is decided here, for each series of a
 * segment, and SQLite gets the ids of those that fulfil it. Where it fails, such as by a cast of a
 * text that is no number, the series is let through: whoever looks at its rows again reports it, if
 * there are any.
 */
public final class SeriesChoice {

  /** Under which Calcite's generated code asks for the values that it computes with. */
  private static final String INPUT = "inputRecord";

  private final String sql;
  private final List<RunValue> values;
  private final int columns;
  private final Function1<DataContext, Object> condition;

  /**
   * @param sql yields of each series its id, then texts
   * @param values for the {@code ?}, in their order; the same for all segments
   * @param columns how many texts
   * @param condition yields true, false or null, given the texts
   */
  public SeriesChoice(
      String sql, List<RunValue> values, int columns, Function1<DataContext, Object> condition) {
    this.sql = sql;
    this.values = List.copyOf(values);
    this.columns = columns;
    this.condition = condition;
  }

  /**
   * The ids of the series that fulfil the condition, as a JSON array.
   *
   * @return empty if there is none
   * @throws IOException if table {@code series} cannot be read
   */
  Optional<String> ids(SegmentDatabase database, RunValues parameters) throws IOException {
    StringBuilder ids = new StringBuilder("[");
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
          if (accepts(parameters.context(INPUT, texts))) {
            ids.append(ids.length() == 1 ? "" : ",").append(row.getLong(1));
          }
        }
      }
    } catch (SQLException e) {
      throw SeriesFilter.ioException(database, e);
    }
    return ids.length() == 1 ? Optional.empty() : Optional.of(ids.append(']').toString());
  }

  /** One at a time: Calcite's functions may keep things between calls. */
  private synchronized boolean accepts(DataContext context) {
    try {
      return Boolean.TRUE.equals(condition.apply(context));
    } catch (RuntimeException e) {
      return true;
    }
  }
}
