package io.tsdb.calcite.execute;

import java.util.BitSet;
import java.util.List;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.JoinType;
import org.apache.calcite.linq4j.function.Function2;
import org.apache.calcite.linq4j.function.Predicate2;

/**
 * A nested loop of a RIGHT or FULL JOIN. Its right side is held; Calcite's own also holds all
 * joined rows.
 */
public final class OuterLoop implements Enumerator<Object> {

  private final Enumerator<Object> left;
  private final List<Object> right;
  private final Predicate2<Object, Object> condition;
  private final Function2<Object, Object, Object> joined;
  private final boolean keepsLeft;
  private final BitSet matched;
  private boolean onLeft;
  private boolean leftMatched;

  /** The next one of the right side. */
  private int next;

  private Object row = "";

  private OuterLoop(
      Enumerator<Object> left,
      List<Object> right,
      Predicate2<Object, Object> condition,
      Function2<Object, Object, Object> joined,
      boolean keepsLeft) {
    this.left = left;
    this.right = right;
    this.condition = condition;
    this.joined = joined;
    this.keepsLeft = keepsLeft;
    this.matched = new BitSet(right.size());
    this.next = right.size();
    this.onLeft = true;
    this.leftMatched = true;
  }

  /** As Calcite's {@code nestedLoopJoin}; generated code calls this. */
  public static Enumerable<Object> join(
      Enumerable<Object> left,
      Enumerable<Object> right,
      Predicate2<Object, Object> condition,
      Function2<Object, Object, Object> joined,
      JoinType type) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object> enumerator() {
        List<Object> held = right.toList();
        return new OuterLoop(
            left.enumerator(), held, condition, joined, type.generatesNullsOnRight());
      }
    };
  }

  @Override
  public Object current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    while (onLeft) {
      if (next < right.size()) {
        int index = next++;
        if (condition.apply(left.current(), right.get(index))) {
          matched.set(index);
          leftMatched = true;
          row = joined.apply(left.current(), right.get(index));
          return true;
        }
      } else if (!leftMatched && keepsLeft) {
        leftMatched = true;
        row = joined.apply(left.current(), null);
        return true;
      } else {
        onLeft = left.moveNext();
        leftMatched = false;
        next = 0;
      }
    }
    next = matched.nextClearBit(next);
    if (next >= right.size()) {
      return false;
    }
    row = joined.apply(null, right.get(next++));
    return true;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("Rows are joined once");
  }

  @Override
  public void close() {
    left.close();
  }
}
