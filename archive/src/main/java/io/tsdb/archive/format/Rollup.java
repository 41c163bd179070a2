package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;

/**
 * The rollups of one width: for each bucket and series that have events, what became of these. Each
 * is six numbers side by side, 48 bytes; times and values of its first and last event are looked up
 * where they are.
 */
final class Rollup implements IndexRecords {

  static final String COLUMNS =
      "(start INTEGER, series INTEGER, rows INTEGER NOT NULL, numbers INTEGER NOT NULL, sum REAL,"
          + " min REAL, max REAL, first REAL, first_ts INTEGER, last REAL, last_ts INTEGER,"
          + " PRIMARY KEY(start, series)) WITHOUT ROWID";

  private static final int STRIDE = 6;
  private static final int SERIES = 0;
  private static final int COUNTS = 1;
  private static final int ENDS = 2;
  private static final int SUM = 3;
  private static final int MIN = 4;
  private static final int MAX = 5;

  /** The header's size and the types of eleven numbers. */
  private static final int RECORD_HEADER = 12;

  private final RollupWidth width;
  private final SortedRows rows;
  private final long[] fields;
  private int count;

  /**
   * @param rows whose positions rollups refer to
   * @param count how many rollups there will be
   */
  Rollup(RollupWidth width, SortedRows rows, int count) {
    this.width = width;
    this.rows = rows;
    this.fields = new long[Math.multiplyExact(count, STRIDE)];
  }

  RollupWidth width() {
    return width;
  }

  /**
   * Adds a rollup, the next one in key order.
   *
   * @param series its id
   * @param counts a {@link Pair}: how many events, and how many with a value
   * @param ends a {@link Pair} of positions: the first event with a value, or any event where there
   *     is none, and the last
   * @param sum bits of a double, of the events with a value, as the least and the greatest
   */
  void add(int series, long counts, long ends, long sum, long min, long max) {
    int at = count++ * STRIDE;
    fields[at + SERIES] = series;
    fields[at + COUNTS] = counts;
    fields[at + ENDS] = ends;
    fields[at + SUM] = sum;
    fields[at + MIN] = min;
    fields[at + MAX] = max;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int size(int record) {
    int at = record * STRIDE;
    long counts = fields[at + COUNTS];
    int first = Pair.upper(fields[at + ENDS]);
    long time = rows.time(first);
    int size =
        RECORD_HEADER
            + sizeOf(width.start(time))
            + sizeOf(fields[at + SERIES])
            + sizeOf(Pair.upper(counts))
            + sizeOf(Pair.lower(counts));
    if (Pair.lower(counts) == 0) {
      return size;
    }
    int last = Pair.lower(fields[at + ENDS]);
    return size
        + sizeOf(real(at + SUM))
        + sizeOf(real(at + MIN))
        + sizeOf(real(at + MAX))
        + sizeOf(rows.value(first))
        + sizeOf(time)
        + sizeOf(rows.value(last))
        + sizeOf(rows.time(last));
  }

  @Override
  public void write(int record, byte[] target, int start) {
    int at = record * STRIDE;
    long counts = fields[at + COUNTS];
    int first = Pair.upper(fields[at + ENDS]);
    int last = Pair.lower(fields[at + ENDS]);
    target[start] = RECORD_HEADER;
    NumberFields out = new NumberFields(target, start + 1, start + RECORD_HEADER);
    out.add(width.start(rows.time(first)));
    out.add(fields[at + SERIES]);
    out.add(Pair.upper(counts));
    out.add(Pair.lower(counts));
    if (Pair.lower(counts) == 0) {
      out.addNulls(7);
      return;
    }
    out.addReal(real(at + SUM));
    out.addReal(real(at + MIN));
    out.addReal(real(at + MAX));
    out.addReal(rows.value(first));
    out.add(rows.time(first));
    out.addReal(rows.value(last));
    out.add(rows.time(last));
  }

  /** Writes types and values of a record, side by side. */
  private static final class NumberFields {

    private final byte[] target;
    private int type;
    private int value;

    NumberFields(byte[] target, int type, int value) {
      this.target = target;
      this.type = type;
      this.value = value;
    }

    void add(long integer) {
      put(SerialType.of(integer), integer);
    }

    void addReal(double real) {
      int realType = SerialType.ofReal(real);
      put(realType, SerialType.realBits(realType, real));
    }

    void addNulls(int nulls) {
      for (int i = 0; i < nulls; i++) {
        put(SerialType.NULL, 0);
      }
    }

    private void put(int serialType, long bits) {
      target[type++] = (byte) serialType;
      value = SerialType.putLoosely(target, value, serialType, bits);
    }
  }

  private static int sizeOf(long integer) {
    return SerialType.size(SerialType.of(integer));
  }

  private static int sizeOf(double real) {
    return SerialType.size(SerialType.ofReal(real));
  }

  private double real(int at) {
    return Double.longBitsToDouble(fields[at]);
  }
}
