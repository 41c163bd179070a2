package io.tsdb.calcite.plan;

import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;

/**
 * A statement parsed, validated, planned and compiled. It holds nothing of the connection that
 * planned it: parameters, clock, cancel flag and archive come from the context of each run.
 *
 * @param signature runs it
 * @param sharable whether it may run many times at once; not so where Calcite's functions keep
 *     something from row to row, and for EXPLAIN
 * @param bytes about what it takes of the heap, without the text of the statement
 */
public record PlannedStatement(CalciteSignature<Object> signature, boolean sharable, long bytes) {}
