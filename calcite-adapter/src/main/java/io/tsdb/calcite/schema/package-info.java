/** The tables {@code events} and {@code segments}. */
package io.tsdb.calcite.schema;
