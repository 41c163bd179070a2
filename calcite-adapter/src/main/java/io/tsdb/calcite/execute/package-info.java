/** Runs statements in segments: chooses segments by time, opens them, reads their rows, sorts. */
package io.tsdb.calcite.execute;
