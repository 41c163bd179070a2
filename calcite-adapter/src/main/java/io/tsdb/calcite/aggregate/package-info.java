/**
 * Aggregate functions beyond Calcite's, whose states can be computed in parts, one for each
 * segment, and merged.
 */
package io.tsdb.calcite.aggregate;
