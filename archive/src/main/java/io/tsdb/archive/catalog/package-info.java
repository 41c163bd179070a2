/** Finds the segments of an archive and the label keys that they have. */
package io.tsdb.archive.catalog;
