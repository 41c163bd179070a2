/** SQL over an archive: what the driver needs of Calcite. */
package io.tsdb.calcite;
