package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.TimeRange;

/**
 * A file among the segments that is none by its name and folder.
 *
 * @param problem what is wrong with it, and the remedy
 * @param span of the folder in which it lies: it may hold events of that time
 */
record Misplaced(String key, String problem, TimeRange span) {}
