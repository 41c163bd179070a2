package io.tsdb.benchmarks;

/** What a figure must reach. */
sealed interface Target {

  /** Whether {@code figure} reaches it. */
  boolean isMetBy(double figure);

  /** The figure may not be larger. */
  record AtMost(double limit) implements Target {
    @Override
    public boolean isMetBy(double figure) {
      return figure <= limit;
    }

    @Override
    public String toString() {
      return "<= " + Row.number(limit);
    }
  }

  /** The figure may not be smaller. */
  record AtLeast(double limit) implements Target {
    @Override
    public boolean isMetBy(double figure) {
      return figure >= limit;
    }

    @Override
    public String toString() {
      return ">= " + Row.number(limit);
    }
  }
}
