package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.memory.HeldMemory;
import io.tsdb.calcite.memory.MemoryUse;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerator;

/**
 * All series of an archive, each once. Which there are and how many segments have them is read from
 * the segments' dictionaries alone, which lie in their heads; times and numbers of rows from
 * rollups, and from events where a segment has no rollups or a series events that are no numbers.
 */
public final class SeriesTotals {

  /** Most series that are told apart. */
  public static final int MOST_SERIES = 1_000_000;

  /** An entry of a tree, and a total. */
  private static final long ENTRY_BYTES = 112;

  /** What is read of a series beside its labels. */
  public enum Detail {
    /** Nothing. */
    LABELS,
    /** How many segments have it. */
    SEGMENTS,
    /** Its first and last time, and how many events it has. */
    EVENTS
  }

  /** What is known of a series; 0 where that was not asked for. */
  public static final class Total {

    private long segments;
    private long rows;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /** Segments that have it. */
    public long segments() {
      return segments;
    }

    /** Its events. */
    public long rows() {
      return rows;
    }

    /** Time of the first event, epoch milliseconds UTC. */
    public long first() {
      return first;
    }

    /** Time of the last event, epoch milliseconds UTC. */
    public long last() {
      return last;
    }
  }

  private final SortedMap<String, Total> totals = new TreeMap<>();
  private final int mostSeries;
  private final HeldMemory held;

  private SeriesTotals(int mostSeries, HeldMemory held) {
    this.mostSeries = mostSeries;
    this.held = held;
  }

  /**
   * Reads the series of the connection that runs a plan.
   *
   * @return by their labels, as canonical JSON
   * @throws QueryException if segments cannot be read, or have more than {@link #MOST_SERIES}
   */
  public static SortedMap<String, Total> read(DataContext context, List<Detail> details) {
    return read(context, details, MOST_SERIES);
  }

  static SortedMap<String, Total> read(DataContext context, List<Detail> details, int mostSeries) {
    HeldMemory held = StatementMemory.of(context).hold(MemoryUse.SERIES, MemoryUse.SERIES);
    SeriesTotals series = new SeriesTotals(mostSeries, held);
    // A dictionary may have series without events in the range that the connection shows.
    boolean restricted = !EventsSource.of(context).restriction().equals(TimeRange.ALL);
    boolean events = restricted || details.contains(Detail.EVENTS);
    if (events) {
      series.addEvents(context);
    }
    if (!events || details.contains(Detail.SEGMENTS)) {
      series.addSegments(context, !events);
    }
    return series.totals;
  }

  private void addSegments(DataContext context, boolean all) {
    SegmentSelect labels =
        new SegmentSelect(
            "SELECT r.labels FROM series AS r ORDER BY r.id",
            List.of(),
            List.of(RunType.TEXT),
            Optional.empty());
    try (Enumerator<Object[]> rows = rows(context, labels, Optional.empty())) {
      while (rows.moveNext()) {
        String of = (String) rows.current()[0];
        Total total = all ? total(of) : totals.get(of);
        if (total != null) {
          total.segments++;
        }
      }
    }
  }

  private void addEvents(DataContext context) {
    GroupedSelect events = ofEvents();
    Map<RollupWidth, GroupedSelect> rollups = new EnumMap<>(RollupWidth.class);
    for (RollupWidth width : RollupWidth.values()) {
      rollups.put(width, ofRollup(width.table()));
    }
    SegmentAggregate aggregate =
        new SegmentAggregate(events, events, rollups, Optional.empty(), Optional.empty());
    try (Enumerator<Object[]> rows = rows(context, events.select(), Optional.of(aggregate))) {
      while (rows.moveNext()) {
        Object[] row = rows.current();
        Total total = total((String) row[0]);
        total.rows += (Long) row[1];
        total.first = Math.min(total.first, (Long) row[2]);
        total.last = Math.max(total.last, (Long) row[3]);
      }
    }
  }

  private static Enumerator<Object[]> rows(
      DataContext context, SegmentSelect select, Optional<SegmentAggregate> aggregate) {
    SegmentStatement statement =
        new SegmentStatement(
            select,
            new TimeFilter.Anything(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            aggregate.isPresent(),
            aggregate);
    return SegmentQuery.rows(
            context,
            new SegmentQuery(
                statement,
                Optional.empty(),
                Demand.ALL,
                RowsWanted.ALL,
                Optional.empty(),
                List.of()))
        .enumerator();
  }

  private Total total(String labels) {
    Total total = totals.get(labels);
    if (total == null) {
      if (totals.size() == mostSeries) {
        throw new QueryException(
            "The archive has more than "
                + mostSeries
                + " series, the limit of tables series and labels. Ask events itself, with a"
                + " condition on labels");
      }
      total = new Total();
      held.add(ENTRY_BYTES + RowBytes.ofValue(labels));
      totals.put(labels, total);
    }
    return total;
  }

  private static GroupedSelect ofEvents() {
    return new GroupedSelect(
        new SegmentSelect(
            "SELECT s.series, s.ts FROM sample AS s WHERE s.n BETWEEN ? AND ?"
                + " AND s.ts >= ? AND s.ts < ?",
            List.of(
                RunValue.Row.FIRST, RunValue.Row.LAST, RunValue.Bound.START, RunValue.Bound.END),
            List.of(RunType.LONG, RunType.LONG),
            Optional.of(labels())),
        List.of(0),
        List.of(
            new Accumulator(Accumulator.Kind.COUNT, Accumulator.NONE, Accumulator.NONE),
            new Accumulator(Accumulator.Kind.MIN, 1, Accumulator.NONE),
            new Accumulator(Accumulator.Kind.MAX, 1, Accumulator.NONE)));
  }

  /** The times in a rollup are those of numbers: a series with anything else is looked up. */
  private static GroupedSelect ofRollup(String table) {
    String buckets = " FROM " + table + " WHERE start >= ? AND start < ?";
    String sql =
        "SELECT series, sum(rows), min(first_ts), max(last_ts)"
            + buckets
            + " GROUP BY series HAVING sum(rows) = sum(numbers)"
            + " UNION ALL SELECT s.series, count(*), min(s.ts), max(s.ts) FROM (SELECT 1"
            + buckets
            + " AND rows > numbers LIMIT 1) CROSS JOIN sample AS s WHERE s.ts >= ? AND s.ts < ?"
            + " AND s.series IN (SELECT series"
            + buckets
            + " AND rows > numbers) GROUP BY s.series";
    List<RunValue> values = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      values.add(RunValue.Bound.START);
      values.add(RunValue.Bound.END);
    }
    return new GroupedSelect(
        new SegmentSelect(
            sql,
            values,
            List.of(RunType.LONG, RunType.LONG, RunType.LONG, RunType.LONG),
            Optional.of(labels())),
        List.of(0),
        List.of(
            new Accumulator(Accumulator.Kind.SUM_OF_COUNTS, 1, Accumulator.NONE),
            new Accumulator(Accumulator.Kind.MIN, 2, Accumulator.NONE),
            new Accumulator(Accumulator.Kind.MAX, 3, Accumulator.NONE)));
  }

  private static SeriesColumns labels() {
    return new SeriesColumns(
        "SELECT r.labels FROM series AS r WHERE r.id = ?",
        List.of(),
        List.of(RunType.TEXT),
        List.of(0));
  }
}
