package io.tsdb.calcite.oracle;

/** An expression of a kind, such as a column. */
record Column(Sql sql, Kind kind) {}
