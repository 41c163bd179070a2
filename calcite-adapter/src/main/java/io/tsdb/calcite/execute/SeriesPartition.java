package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups of series.
 *
 * @param sql yields, of every series of a segment that may have rows, its id and what it is grouped
 *     by
 * @param values for the {@code ?}, in their order; the same for all segments
 * @param types of what series are grouped by
 * @param columns where that stands in a row
 */
public record SeriesPartition(
    String sql, List<RunValue> values, List<RunType> types, List<Integer> columns) {

  public SeriesPartition {
    values = List.copyOf(values);
    types = List.copyOf(types);
    columns = List.copyOf(columns);
  }

  /**
   * The groups of a segment, which may hold nulls, with their series, as its head tells.
   *
   * @param run of the statement whose groups they are
   * @param most how many there may be
   * @return empty if there are more
   * @throws IOException if table {@code series} cannot be read
   */
  Optional<Map<List<Object>, List<Long>>> groups(SegmentDatabase database, RunValues run, int most)
      throws IOException {
    Map<List<Object>, List<Long>> groups = new LinkedHashMap<>();
    try (CachedStatement statement = database.prepare(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.set(i + 1, run.get(values.get(i)).orElse(null));
      }
      try (ResultSet row = statement.query()) {
        while (row.next()) {
          Object[] group = new Object[types.size()];
          for (int i = 0; i < group.length; i++) {
            group[i] = types.get(i).read(row, i + 2);
          }
          groups
              .computeIfAbsent(Arrays.asList(group), added -> new ArrayList<>())
              .add(row.getLong(1));
          if (groups.size() > most) {
            return Optional.empty();
          }
        }
      }
    } catch (SQLException e) {
      throw SeriesFilter.ioException(database, e);
    }
    return Optional.of(groups);
  }

  /** The group to which a row belongs; it may hold nulls. */
  List<Object> group(Object[] row) {
    Object[] group = new Object[columns.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = row[columns.get(i)];
    }
    return Arrays.asList(group);
  }
}
