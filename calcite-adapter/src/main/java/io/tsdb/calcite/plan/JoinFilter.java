package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.JoinSide;
import io.tsdb.calcite.execute.TimeFilter;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import org.apache.calcite.rex.RexNode;

/**
 * What the condition of a join asks of events, as far as the rows of its other side tell when the
 * query runs. Events that do not fulfil it have no partner; of the others the join decides.
 */
sealed interface JoinFilter {

  /** The other side. */
  JoinSide side();

  /** What it says about time. */
  TimeFilter times();

  /**
   * A text of labels equals one in a column of the other side.
   *
   * @param text over the columns of {@code events}
   * @param column counted from 0
   */
  record InTexts(RexNode text, JoinSide side, int column) implements JoinFilter {

    @Override
    public TimeFilter times() {
      return new TimeFilter.NothingOfNoRows(side);
    }

    @Override
    public String toString() {
      return text + " IN (column " + column + " of the other side)";
    }
  }

  /**
   * A text or number of an event equals one in a column of the other side.
   *
   * @param value over the columns of {@code events}, not of labels
   * @param column counted from 0
   */
  record InValues(RexNode value, JoinSide side, int column) implements JoinFilter {

    @Override
    public TimeFilter times() {
      return new TimeFilter.NothingOfNoRows(side);
    }

    @Override
    public String toString() {
      return value + " IN (column " + column + " of the other side)";
    }
  }

  /**
   * A time that is computed of {@code ts} compares so with one that is computed of a column of the
   * other side.
   *
   * @param time over the columns of {@code events}
   * @param column counted from 0
   * @param millis in one unit of the column
   * @param offset of the time from {@code ts}, less that of the other time from its column
   */
  record ByTime(
      RexNode time,
      Comparison comparison,
      JoinSide side,
      int column,
      long millis,
      TimeOffset offset)
      implements JoinFilter {

    @Override
    public TimeFilter times() {
      return new TimeFilter.Joined(comparison, side, column, millis, offset.least(), offset.most());
    }

    @Override
    public String toString() {
      return time + " " + comparison + " (column " + column + " of the other side)";
    }
  }
}
