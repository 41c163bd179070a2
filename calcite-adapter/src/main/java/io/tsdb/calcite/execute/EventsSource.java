package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SegmentDatabases;

/**
 * Where the events of one connection come from.
 *
 * @param catalog which segments there are
 * @param databases opens them
 * @param restriction the range of time that the connection shows
 */
public record EventsSource(Catalog catalog, SegmentDatabases databases, TimeRange restriction) {}
