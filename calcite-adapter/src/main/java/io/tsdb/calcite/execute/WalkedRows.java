package io.tsdb.calcite.execute;

import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The groups of a {@link SeriesWalk} in one segment, read from one end of time as far as it must:
 * until every group has an event for each result, and then all events of the same time, of which
 * another may be preferred.
 */
final class WalkedRows implements SegmentRows {

  private final SeriesWalk walk;
  private final WalkedGroups walked;
  private final SeriesReading reading;
  private final Map<List<Object>, List<Long>> undecided;
  private final WalkedTimes known;

  /** Those of {@link #undecided} for which any event may count. */
  private final Set<List<Object>> missing;

  private final Groups groups = new Groups();
  private Iterator<Object[]> taken = Collections.emptyIterator();
  private long bound;
  private boolean ended;

  /**
   * @param undecided groups of the segment for which its events may count, with their series
   * @param reading of these groups
   */
  WalkedRows(
      SeriesWalk walk,
      WalkedGroups walked,
      Map<List<Object>, List<Long>> undecided,
      SeriesReading reading) {
    this.walk = walk;
    this.walked = walked;
    this.reading = reading;
    this.undecided = undecided;
    this.known = walked.known(undecided.keySet());
    this.missing = new HashSet<>(known.missing(undecided.keySet()));
    this.bound = bound();
  }

  /** Keys, then results. */
  @Override
  public Optional<Object[]> next() throws SQLException {
    while (!taken.hasNext()) {
      if (ended) {
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
      Optional<Object[]> row = reading.next();
      if (row.isEmpty() || missing.isEmpty() && time(row.get()) < bound) {
        ended = true;
        walked.found(known);
        close();
        return;
      }
      groups.add(row.get(), walk.select());
      List<Object> group = known.add(row.get(), walk.select());
      if (missing.contains(group) && known.bound(group) != WalkedTimes.MISSING) {
        missing.remove(group);
        bound = bound();
      }
      if (reading.isLong()) {
        narrow(time(row.get()));
      }
    }
  }

  private long time(Object[] row) {
    return walk.time() == Accumulator.NONE
        ? WalkedTimes.MISSING
        : walk.order((Long) row[walk.time()]);
  }

  /** Before which time no event counts, once none is missing. */
  private long bound() {
    return missing.isEmpty()
        ? undecided.keySet().stream().mapToLong(known::bound).min().orElse(Long.MAX_VALUE)
        : WalkedTimes.MISSING;
  }

  /** Leaves out what is decided after an event of some time. Those that come again do no harm. */
  private void narrow(long time) throws SQLException {
    if (!missing.isEmpty()) {
      undecided.keySet().removeIf(group -> known.bound(group) > time);
    }
    reading.narrow();
  }

  @Override
  public long rowsRead() {
    return reading.rowsRead();
  }

  @Override
  public void close() throws SQLException {
    reading.close();
  }
}
