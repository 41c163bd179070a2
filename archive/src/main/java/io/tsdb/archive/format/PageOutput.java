package io.tsdb.archive.format;

import java.io.IOException;
import java.io.OutputStream;

/** Writes pages one after the other, in file order. */
final class PageOutput {

  private final OutputStream out;
  private final PageGeometry geometry;
  private final byte[] header;
  private int last;

  /**
   * @param header of the database, for the start of page 1
   */
  PageOutput(OutputStream out, PageGeometry geometry, byte[] header) {
    this.out = out;
    this.geometry = geometry;
    this.header = header;
  }

  /** Writes a page from {@code pages}, where it starts at {@code at}. */
  void write(int page, byte[] pages, int at) throws IOException {
    if (page != geometry.pageAfter(last)) {
      throw new IllegalStateException("Expected a page after page " + last + ", found " + page);
    }
    if (page == 1) {
      System.arraycopy(header, 0, pages, at, header.length);
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
