package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks one open segment. Each check is tried, whatever those before it found, except where it
 * needs what they could not read.
 */
final class SegmentCheck {

  /** Damages that SQLite tells at most. */
  private static final int MOST_DAMAGES = 10;

  /** A part of the check. */
  private interface Part<T> {
    T run() throws SQLException, IOException;
  }

  private final SegmentDatabase database;
  private final Connection connection;
  private final SegmentName name;
  private final SegmentFindings findings;
  private final Cancellation cancel;
  private final RowsCheck rows;
  private SortedSet<String> labelKeys = new TreeSet<>();

  SegmentCheck(
      Segment segment, SegmentDatabase database, SegmentFindings findings, Cancellation cancel) {
    this.database = database;
    this.connection = database.connection();
    this.name = segment.name();
    this.findings = findings;
    this.cancel = cancel;
    this.rows = new RowsCheck(findings, span(segment.object().key()));
  }

  /** The span of a key's folder; events that are not sealed yet have none. */
  private static TimeRange span(String key) {
    String folder = key.substring(0, key.lastIndexOf('/') + 1);
    try {
      return SegmentFolder.parse(folder).span();
    } catch (IllegalArgumentException e) {
      return TimeRange.ALL; // the archive's check tells folders that are none
    }
  }

  /**
   * Runs all checks.
   *
   * @throws InterruptedIOException if the check is cancelled
   */
  void run() throws InterruptedIOException {
    attempt(
        "all bytes after the head",
        nothing(() -> ChecksumCheck.run(database.reader(), name.headBytes(), findings, cancel)));
    attempt("its pages", this::integrity);
    Optional<FactsCheck> facts =
        attempt("table segment", () -> FactsCheck.read(connection, findings));
    Optional<Long> pageSize = attempt("its page size", () -> number("PRAGMA page_size"));
    if (facts.isPresent() && pageSize.isPresent()) {
      facts.get().againstName(name, pageSize.get());
    }
    Optional<SortedSet<String>> keys =
        attempt("table series", () -> SeriesCheck.run(connection, findings, cancel));
    labelKeys = keys.orElse(labelKeys);
    Optional<RowsCheck.Totals> totals =
        attempt("tables sample and zone", () -> rows.run(connection, cancel));
    if (facts.isPresent()) {
      keys.ifPresent(facts.get()::againstSeries);
      totals.ifPresent(facts.get()::againstRows);
    }
    attempt("rollup tables", nothing(() -> RollupCheck.run(connection, findings, cancel)));
    SearchCheck search = new SearchCheck(connection, findings, cancel);
    attempt("index search", nothing(search::events));
    attempt("index series_search", nothing(search::series));
    if (keys.isPresent()) {
      attempt("view events", nothing(() -> ViewCheck.columns(connection, keys.get(), findings)));
    }
    if (totals.isPresent()) {
      attempt(
          "the rows of view events",
          nothing(() -> ViewCheck.rows(connection, totals.get().rows(), findings)));
    }
  }

  /** How many rows could be read. */
  long rows() {
    return rows.rows();
  }

  /** The keys of the segment's labels, as far as they could be read. */
  SortedSet<String> labelKeys() {
    return labelKeys;
  }

  private boolean integrity() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet damages =
            statement.executeQuery("PRAGMA integrity_check(" + MOST_DAMAGES + ")")) {
      while (damages.next()) {
        String damage = damages.getString(1);
        if (!damage.equals("ok")) {
          findings.add("integrity", "PRAGMA integrity_check to say ok", damage);
        }
      }
    }
    return true;
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** A part that has no result. */
  private interface Step {
    void run() throws SQLException, IOException;
  }

  private static Part<Boolean> nothing(Step step) {
    return () -> {
      step.run();
      return true;
    };
  }

  private <T> Optional<T> attempt(String what, Part<T> part) throws InterruptedIOException {
    cancel.check();
    try {
      return Optional.of(part.run());
    } catch (SQLException e) {
      cancel.check();
      findings.unreadable(what, String.valueOf(database.explain(e).getMessage()));
    } catch (IOException e) {
      cancel.check();
      findings.unreadable(what, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }
}
