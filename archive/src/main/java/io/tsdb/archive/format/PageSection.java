package io.tsdb.archive.format;

import java.io.IOException;

/** Pages that follow each other in the file. */
interface PageSection {

  /** Gives its pages their numbers. May be done again. */
  void assign(PageNumbers numbers);

  /** Writes its pages, when all sections have their numbers. */
  void write(PageOutput out) throws IOException;
}
