package io.tsdb.archive.store;

/**
 * An object as a listing shows it.
 *
 * @param key relative to the archive's prefix, with {@code /} between folders
 * @param size in bytes
 * @param etag identifies these bytes among all that ever stood under the key; opaque, as the store
 *     gave it
 */
public record StoredObject(String key, long size, String etag) {}
