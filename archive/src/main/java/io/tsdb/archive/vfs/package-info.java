/**
 * Opens segments as SQLite databases whose pages come from an object store, without native code.
 */
package io.tsdb.archive.vfs;
