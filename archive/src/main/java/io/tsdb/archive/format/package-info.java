/**
 * Lays events out as a segment: one SQLite database file, written page by page (the file format is
 * at <a href="https://www.sqlite.org/fileformat2.html">sqlite.org</a>).
 */
package io.tsdb.archive.format;
