/** Parses statements: Calcite's grammar with arrows, MATCH and time buckets. */
package io.tsdb.calcite.parse;
