package io.tsdb.calcite.schema;

import org.apache.calcite.schema.Table;

/** A table that tells tools what it holds. */
public interface DescribedTable extends Table {

  /** What a row is. */
  String remarks();

  /** What a column holds; empty where its name says it all. */
  String remarks(String column);
}
