package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.SearchTables;

/**
 * A full-text search that every row of a statement is found by.
 *
 * @param query in the syntax of FTS5
 * @param tables what is searched
 */
public record SegmentSearch(RunValue query, SearchTables tables) {}
