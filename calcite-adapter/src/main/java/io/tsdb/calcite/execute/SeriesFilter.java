package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A condition on labels. A segment none of whose series fulfils it is done with once its head is
 * read.
 *
 * @param sql yields a row if any series of the segment fulfils it
 * @param values for the {@code ?}, in their order; the same for all segments
 */
public record SeriesFilter(String sql, List<RunValue> values) {

  public SeriesFilter {
    values = List.copyOf(values);
  }

  /**
   * Whether any series of the segment fulfils it.
   *
   * @throws IOException if table {@code series} cannot be read
   */
  boolean accepts(SegmentDatabase database, RunValues parameters) throws IOException {
    try (CachedStatement statement = database.prepare(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.set(i + 1, parameters.get(values.get(i)).orElse(null));
      }
      try (ResultSet row = statement.query()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw ioException(database, e);
    }
  }

  /** Why table {@code series} could not be read. */
  static IOException ioException(SegmentDatabase database, SQLException failure) {
    SQLException explained = database.explain(failure);
    return explained.getCause() instanceof IOException cause
        ? cause
        : new IOException(
            "Finding series in segment " + database.key() + " failed: " + failure.getMessage(),
            failure);
  }
}
