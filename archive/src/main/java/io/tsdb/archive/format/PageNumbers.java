package io.tsdb.archive.format;

/** Hands out the pages of a new database in file order. */
final class PageNumbers {

  private final PageGeometry geometry;
  private int last;

  PageNumbers(PageGeometry geometry) {
    this.geometry = geometry;
  }

  /** The next page. */
  int take() {
    last = geometry.pageAfter(last);
    return last;
  }

  /** Leaves out pages, which follow the page taken last. */
  void skip(int pages) {
    for (int i = 0; i < pages; i++) {
      take();
    }
  }

  /** How many pages the database has so far, the unused lock-byte page included. */
  int count() {
    return last;
  }
}
