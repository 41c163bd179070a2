package io.tsdb.calcite.oracle;

/** Kinds of values. */
enum Kind {
  /** TIMESTAMP(3), in SQLite epoch milliseconds. */
  TIME,
  /** DOUBLE. */
  NUMBER,
  /** INTEGER or BIGINT. */
  WHOLE,
  /** VARCHAR. */
  TEXT
}
