/**
 * Reads ranges of immutable objects: plans requests, fetches them in parallel, keeps their blocks.
 */
package io.tsdb.archive.range;
