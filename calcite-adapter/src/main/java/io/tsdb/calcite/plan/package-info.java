/**
 * Plans {@code events} as one node, and moves into its segments what their SQLite computes exactly.
 */
package io.tsdb.calcite.plan;
