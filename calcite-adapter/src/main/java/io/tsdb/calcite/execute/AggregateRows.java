package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import io.tsdb.calcite.execute.SegmentParts.Part;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The groups of a {@link SegmentAggregate} in one segment. */
final class AggregateRows implements SegmentRows {

  private final SegmentDatabase database;
  private final SegmentAggregate aggregate;
  private final RunValues values;
  private final Optional<Walked> walked;
  private final Queue<PlannedPart> parts = new ArrayDeque<>();
  private final Groups groups = new Groups();
  private Optional<SelectRows> reading = Optional.empty();
  private long rowsReadBefore;
  private GroupedSelect current;
  private Iterator<Object[]> taken = Collections.emptyIterator();

  /** What is told to the walk, if the aggregate is one. */
  private record Walked(WalkedGroups groups, WalkedTimes times) {}

  private record PlannedPart(GroupedSelect select, RowRange rows, TimeRange times) {}

  /**
   * Plans what is read. The pages of events start to be fetched, if there is any part that only
   * they can answer.
   *
   * @throws IOException if the segment cannot be read
   */
  AggregateRows(
      SegmentDatabase database, SegmentName name, SegmentAggregate aggregate, SegmentScan scan)
      throws IOException {
    this.walked =
        aggregate
            .walk()
            .map(walk -> new Walked(scan.walked().orElseThrow(), new WalkedTimes(walk)));
    this.database = database;
    this.aggregate = aggregate;
    this.values = scan.values();
    this.current = aggregate.rows();
    TimeRange range = scan.range(name);
    if (aggregate.series().isPresent() && isWhole(range, name)) {
      parts.add(new PlannedPart(aggregate.series().get(), RowRange.EMPTY, range));
      return;
    }
    List<RowRange> ofEvents = new ArrayList<>();
    for (Part part : SegmentParts.of(range, name, rollups(database, aggregate))) {
      PlannedPart planned = planned(part, name);
      parts.add(planned);
      if (!planned.rows().isEmpty()) {
        ofEvents.add(planned.rows());
      }
    }
    if (!ofEvents.isEmpty()) {
      scan.warm(database, name, ofEvents, Demand.ALL);
    } else if (!parts.isEmpty()) {
      scan.run().counts().segmentsByRollup.increment();
    }
  }

  private PlannedPart planned(Part part, SegmentName name) throws IOException {
    TimeRange times = part.times();
    if (part instanceof Part.Rollup rollup) {
      return new PlannedPart(aggregate.rollups().get(rollup.width()), RowRange.EMPTY, times);
    }
    return isWhole(times, name)
        ? new PlannedPart(aggregate.rows(), new RowRange(1, name.rows()), times)
        : new PlannedPart(aggregate.rowsWithin(), database.rows(times), times);
  }

  private static boolean isWhole(TimeRange times, SegmentName name) {
    return times.contains(name.firstTime()) && times.contains(name.lastTime());
  }

  /** Whether rollups answer for at least a part of what is read of a segment. */
  static boolean usesRollups(
      SegmentDatabase database, SegmentName name, SegmentAggregate aggregate, SegmentScan scan)
      throws IOException {
    return SegmentParts.of(scan.range(name), name, rollups(database, aggregate)).stream()
        .anyMatch(Part.Rollup.class::isInstance);
  }

  /** The rollups that this segment has and this aggregate can use, the coarsest first. */
  private static List<RollupWidth> rollups(SegmentDatabase database, SegmentAggregate aggregate)
      throws IOException {
    List<RollupWidth> present = new ArrayList<>();
    if (aggregate.rollups().isEmpty()) {
      return present;
    }
    try (CachedStatement tables =
            database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
        ResultSet row = tables.query()) {
      while (row.next()) {
        String table = row.getString(1);
        aggregate.rollups().keySet().stream()
            .filter(width -> width.table().equals(table))
            .forEach(present::add);
      }
    } catch (SQLException e) {
      throw new IOException(database.explain(e));
    }
    present.sort(Collections.reverseOrder());
    return present;
  }

  /** Keys, then results. */
  @Override
  public Optional<Object[]> next() throws SQLException {
    while (!taken.hasNext()) {
      if (reading.isEmpty() && parts.isEmpty()) {
        return Optional.empty();
      }
      read();
      taken = groups.take().iterator();
    }
    return Optional.of(taken.next());
  }

  /** Reads until there are many groups, or to the end. */
  private void read() throws SQLException {
    while (!groups.isFull()) {
      if (reading.isEmpty()) {
        if (parts.isEmpty()) {
          walked.ifPresent(walk -> walk.groups().found(walk.times()));
          return;
        }
        PlannedPart part = parts.remove();
        current = part.select();
        reading =
            Optional.of(
                new SelectRows(database, current.select(), values, part.rows(), part.times()));
      }
      Optional<Object[]> row = reading.get().next();
      if (row.isPresent()) {
        groups.add(row.get(), current);
        if (walked.isPresent() && walked.get().times().all().size() < Groups.MOST_GROUPS) {
          walked.get().times().add(row.get(), current);
        }
      } else {
        close();
      }
    }
  }

  @Override
  public long rowsRead() {
    return rowsReadBefore + reading.map(SelectRows::rowsRead).orElse(0L);
  }

  @Override
  public void close() throws SQLException {
    Optional<SelectRows> finished = reading;
    reading = Optional.empty();
    if (finished.isPresent()) {
      rowsReadBefore += finished.get().rowsRead();
      finished.get().close();
    }
  }
}
