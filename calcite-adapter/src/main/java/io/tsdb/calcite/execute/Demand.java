package io.tsdb.calcite.execute;

/** How much of a gather's rows its consumer is going to ask for. */
public enum Demand {
  /** Nobody knows: it may stop after any row, as a grid or a LIMIT does. */
  AS_READ,
  /** All of them, as an aggregate does. */
  ALL
}
