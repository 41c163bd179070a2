package io.tsdb.archive.format;

import java.io.IOException;

/**
 * The rows of one table in ascending order of rowid, the same every time they are read. The loops
 * over rows are theirs, so that each kind of rows has its own.
 */
interface TableRows {

  /** How many bytes behind a record its writer may change. */
  int SLACK = 8;

  /** Tells the sizes of all rows. */
  void measure(Sizes sizes) throws IOException;

  /** Writes the rows whose rowids lie between two, both inclusive. */
  void write(long first, long last, Records records) throws IOException;

  /** Takes the sizes of rows. */
  interface Sizes {

    /**
     * The next row.
     *
     * @param size of its record in bytes
     */
    void add(long rowid, int size);

    /**
     * The next rows.
     *
     * @param first rowid of the first of them; the others' follow, and take as many bytes
     * @param sizes of their records in bytes, less than 128
     */
    default void addAll(long first, byte[] sizes, int count) {
      for (int i = 0; i < count; i++) {
        add(first + i, sizes[i]);
      }
    }
  }

  /** Takes records of rows, which are written into its array. */
  interface Records {

    /**
     * Makes room for the next row's record, which is to be written before the row after it comes.
     *
     * @param size of the record in bytes
     * @return where it is to start in {@link #bytes}; bytes before it must be left alone, and so
     *     must those more than {@link #SLACK} behind it
     */
    int next(long rowid, int size) throws IOException;

    /** What the record is written into. */
    byte[] bytes();

    /** How many rows can be put on the same page next, at least one. */
    int room() throws IOException;

    /**
     * A page for rows that their writer puts there as whole cells.
     *
     * @param rows how many these are; their records have less than 128 bytes each
     */
    PageBuilder page(int rows);
  }
}
