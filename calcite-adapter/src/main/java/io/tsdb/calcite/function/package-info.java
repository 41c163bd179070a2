/**
 * Operators and functions beside Calcite's own, and how they are computed where SQLite does not.
 */
package io.tsdb.calcite.function;
