package io.tsdb.calcite.execute;

/**
 * How many segments beyond the one being delivered are worked on. For a consumer that may stop at
 * any row it starts with none and doubles as the consumer goes on, so that a grid's first rows cost
 * one segment and a long read soon keeps all threads busy.
 */
final class Lookahead {

  /** Most segments worked on, read or finished ahead of the consumer. */
  static final int MOST = 64;

  /** More than a grid shows at once. */
  private static final int ROWS_PER_STEP = 2048;

  private int segments;
  private int rows;

  Lookahead(Demand demand) {
    this.segments = demand == Demand.ALL ? MOST : 0;
  }

  int segments() {
    return segments;
  }

  /** Tells that the consumer took rows; returns whether that widened the lookahead. */
  boolean delivered(int count) {
    if (segments == MOST) {
      return false;
    }
    rows += count;
    if (rows < ROWS_PER_STEP) {
      return false;
    }
    rows = 0;
    widen();
    return true;
  }

  /** Tells that the consumer has come to the end of a segment. */
  void segmentDone() {
    widen();
  }

  private void widen() {
    segments = Math.min(MOST, Math.max(1, 2 * segments));
  }
}
