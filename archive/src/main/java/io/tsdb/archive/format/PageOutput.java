package io.tsdb.archive.format;

import java.io.IOException;
import java.io.OutputStream;

/** Writes pages that follow each other in the file. */
final class PageOutput {

  private final OutputStream out;
  private final PageGeometry geometry;
  private int last;

  /**
   * @param before the page before the first one that is written, 0 for none
   */
  PageOutput(OutputStream out, PageGeometry geometry, int before) {
    this.out = out;
    this.geometry = geometry;
    this.last = before;
  }

  /** Writes a page from {@code pages}, where it starts at {@code at}. */
  void write(int page, byte[] pages, int at) throws IOException {
    if (page != geometry.pageAfter(last)) {
      throw new IllegalStateException("Expected a page after page " + last + ", found " + page);
    }
    if (page > last + 1) {
      out.write(new byte[geometry.pageSize()]);
    }
    out.write(pages, at, geometry.pageSize());
    last = page;
  }

  /** The page written last. */
  int last() {
    return last;
  }
}
