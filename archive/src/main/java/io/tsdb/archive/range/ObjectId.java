package io.tsdb.archive.range;

/**
 * Names the immutable bytes of one object among those of all stores of the process.
 *
 * @param location of the store
 * @param key in the store
 * @param etag of these bytes
 */
record ObjectId(String location, String key, String etag) {}
