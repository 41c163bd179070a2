package io.tsdb.archive.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;

/** Rows kept in memory as records; for small tables. */
final class StoredRows implements TableRows {

  private long[] rowids = new long[16];
  private byte[][] records = new byte[16][];
  private int rows;

  /** Rows that are made anew whenever they are read; of the same sizes each time. */
  static TableRows madeWhenRead(Supplier<StoredRows> rows) {
    return new TableRows() {
      @Override
      public void measure(Sizes sizes) {
        rows.get().measure(sizes);
      }

      @Override
      public void write(long first, long last, Records records) throws IOException {
        rows.get().write(first, last, records);
      }
    };
  }

  /** Adds a row; its rowid is above all before. */
  void add(long rowid, byte[] record) {
    if (rows == rowids.length) {
      rowids = Arrays.copyOf(rowids, rows * 2);
      records = Arrays.copyOf(records, rows * 2);
    }
    rowids[rows] = rowid;
    records[rows++] = record;
  }

  int size() {
    return rows;
  }

  @Override
  public void measure(Sizes sizes) {
    for (int row = 0; row < rows; row++) {
      sizes.add(rowids[row], records[row].length);
    }
  }

  @Override
  public void write(long first, long last, Records target) throws IOException {
    for (int row = 0; row < rows; row++) {
      if (rowids[row] >= first && rowids[row] <= last) {
        byte[] record = records[row];
        int at = target.next(rowids[row], record.length);
        System.arraycopy(record, 0, target.bytes(), at, record.length);
      }
    }
  }
}
