package io.tsdb.calcite.execute;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Of rows in order of time, the first one of each group of series, with its number within the
 * group, 1, as a further column.
 */
final class FirstOfGroups implements RowSource {

  private final RowSource rows;
  private final FoundGroups found;

  FirstOfGroups(RowSource rows, FoundGroups found) {
    this.rows = rows;
    this.found = found;
  }

  @Override
  public Optional<Object[]> next() throws IOException {
    Optional<Object[]> row = rows.next();
    while (row.isPresent() && !found.add(row.get())) {
      row = rows.next();
    }
    return row.map(
        first -> {
          Object[] numbered = Arrays.copyOf(first, first.length + 1);
          numbered[first.length] = 1L;
          return numbered;
        });
  }

  @Override
  public void cancel() {
    rows.cancel();
  }

  @Override
  public void close() {
    rows.close();
  }
}
