package io.tsdb.archive.vfs;

import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads table {@code sample} once, in its order, with table {@code zone} beside it. */
final class RowsCheck {

  /** The primary keys of both tables; their types; and whether the series is there. */
  private static final String SQL =
      "SELECT s.n, s.ts, s.series, s.seq, r.id IS NOT NULL,"
          + " typeof(s.ts) = 'integer' AND typeof(s.series) = 'integer'"
          + " AND typeof(s.seq) = 'integer' AND typeof(s.value) IN ('real', 'null')"
          + " AND typeof(s.text) IN ('text', 'null') AND typeof(s.id) IN ('text', 'null')"
          + " FROM sample AS s LEFT JOIN series AS r ON r.id = s.series ORDER BY s.n";

  /**
   * What was seen in all rows; times and sequences are 0 where there is none.
   *
   * @param leastSequence of column {@code seq}, which counts from fact {@code first_seq}
   */
  record Totals(
      long rows, long firstTime, long lastTime, long leastSequence, long greatestSequence) {}

  private final SegmentFindings findings;
  private final TimeRange span;
  private long rows;
  private long lastN;
  private long firstTime;
  private long lastTime;
  private long lastSequence;
  private long leastSequence = Long.MAX_VALUE;
  private long greatestSequence = Long.MIN_VALUE;

  /**
   * @param span of the segment's folder
   */
  RowsCheck(SegmentFindings findings, TimeRange span) {
    this.findings = findings;
    this.span = span;
  }

  /** How many rows have been read, also where reading ended early. */
  long rows() {
    return rows;
  }

  Totals run(Connection connection, Cancellation cancel) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(SQL);
        ZoneCheck zone = new ZoneCheck(connection, findings)) {
      while (result.next()) {
        cancel.check();
        row(result);
        if (lastN % ZoneCheck.STEP == 1) {
          zone.expect(lastN, lastTime);
        }
      }
      if (rows > 0 && lastN % ZoneCheck.STEP != 1) {
        zone.expect(lastN, lastTime);
      }
      zone.end();
    }
    return rows == 0
        ? new Totals(0, 0, 0, 0, 0)
        : new Totals(rows, firstTime, lastTime, leastSequence, greatestSequence);
  }

  private void row(ResultSet result) throws SQLException {
    long n = result.getLong(1);
    long time = result.getLong(2);
    long sequence = result.getLong(4);
    if (n != lastN + 1) {
      findings.add("sample.n", "sample.n " + (lastN + 1) + " to come next", String.valueOf(n));
    }
    if (rows == 0) {
      firstTime = time;
    } else if (time < lastTime) {
      findings.add(
          "sample order",
          "rows in order of ts, " + lastTime + " or later in row " + n,
          String.valueOf(time));
    } else if (time == lastTime && sequence < lastSequence) {
      findings.add(
          "sample order",
          "rows of one ts in order of seq, " + lastSequence + " or more in row " + n,
          String.valueOf(sequence));
    }
    if (!span.contains(time)) {
      findings.add(
          "folder",
          "rows within the span of the folder, from " + span.start() + " to before " + span.end(),
          "ts " + time + " in row " + n);
    }
    if (!result.getBoolean(5)) {
      findings.add(
          "sample.series", "series " + result.getLong(3) + " of row " + n + " in series", "none");
    }
    if (!result.getBoolean(6)) {
      findings.add(
          "sample types",
          "ts, series and seq as integers, value as real, text and id as text in row " + n,
          "another type");
    }
    rows++;
    lastN = n;
    lastTime = time;
    lastSequence = sequence;
    leastSequence = Math.min(leastSequence, sequence);
    greatestSequence = Math.max(greatestSequence, sequence);
  }
}
