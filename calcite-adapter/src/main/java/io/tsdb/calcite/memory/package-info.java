/** How much a statement may hold in memory. */
package io.tsdb.calcite.memory;
