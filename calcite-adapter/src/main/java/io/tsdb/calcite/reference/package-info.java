/** Files of reference data as tables: CSV, JSON and SQLite. */
package io.tsdb.calcite.reference;
