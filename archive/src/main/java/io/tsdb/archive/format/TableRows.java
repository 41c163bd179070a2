package io.tsdb.archive.format;

import java.io.IOException;

/** The rows of one table in ascending order of rowid, which can be read more than once. */
interface TableRows {

  /** Starts before the first row. The same rows every time. */
  Cursor open() throws IOException;

  /** A walk over the rows. */
  interface Cursor extends AutoCloseable {

    /** Goes to the next row; false after the last one. */
    boolean next() throws IOException;

    long rowid();

    /** Size of the row's record in bytes. */
    int size();

    /** Writes the row's record. Only {@link #size} bytes from {@code at} on are touched. */
    void write(byte[] target, int at) throws IOException;

    @Override
    void close() throws IOException;
  }
}
