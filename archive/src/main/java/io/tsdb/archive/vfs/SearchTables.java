package io.tsdb.archive.vfs;

/** What a full-text search looks through. */
public enum SearchTables {
  /** Events with a text: table {@code search}. */
  TEXTS,
  /** Also the series of events without one: {@code search} and {@code series_search}. */
  TEXTS_AND_SERIES
}
