package io.tsdb.archive.range;

/**
 * Names one cached block.
 *
 * @param object whose bytes they are
 * @param index of the block after the object's head, from 0 on
 */
record BlockKey(ObjectId object, int index) {}
