package io.tsdb.archive.format;

import java.util.Arrays;

/** Rows kept in memory as records; for small tables. */
final class StoredRows implements TableRows {

  private long[] rowids = new long[16];
  private byte[][] records = new byte[16][];
  private int rows;

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
  public Cursor open() {
    return new Cursor() {
      private int row = -1;

      @Override
      public boolean next() {
        return ++row < rows;
      }

      @Override
      public long rowid() {
        return rowids[row];
      }

      @Override
      public int size() {
        return records[row].length;
      }

      @Override
      public void write(byte[] target, int at) {
        System.arraycopy(records[row], 0, target, at, records[row].length);
      }

      @Override
      public void close() {}
    };
  }
}
