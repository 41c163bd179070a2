package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;

/**
 * A segment written to memory.
 *
 * @param name the facts in its name
 * @param folder where it would belong in the archive
 * @param bytes of the file; they must not be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record SegmentImage(SegmentName name, SegmentFolder folder, byte[] bytes) {}
