package io.tsdb.archive.range;

/**
 * Names one cached block.
 *
 * @param object whose bytes they are
 * @param index of the block in the object, from 0 on
 */
record BlockKey(ObjectId object, int index) {}
