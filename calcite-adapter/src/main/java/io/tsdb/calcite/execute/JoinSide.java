package io.tsdb.calcite.execute;

/**
 * One side of a join, as it stands in a plan, by which what is read of the other side is narrowed
 * down. Two are the same only if they are one object.
 *
 * @see HeldRows
 */
public final class JoinSide {

  @Override
  public String toString() {
    return "JoinSide";
  }
}
