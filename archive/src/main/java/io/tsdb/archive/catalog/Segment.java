package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;

/**
 * One segment file as found by a catalog.
 *
 * @param name the facts in its key
 * @param object key, size and ETag
 * @param store where its bytes are read
 */
public record Segment(SegmentName name, StoredObject object, ObjectStore store) {}
