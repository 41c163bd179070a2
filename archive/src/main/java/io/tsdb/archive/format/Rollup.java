package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;
import java.util.Arrays;

/**
 * The rollups of one width: for each bucket and series that have events, what became of these. It
 * takes events in order of time, so that only the last bucket is open; the rollups of a bucket are
 * kept in the order in which their series came, and put in order when the next bucket begins. Each
 * is six numbers side by side, 48 bytes, so that an event touches one or two cache lines.
 */
final class Rollup implements IndexRecords {

  static final String COLUMNS =
      "(start INTEGER, series INTEGER, rows INTEGER NOT NULL, numbers INTEGER NOT NULL, sum REAL,"
          + " min REAL, max REAL, first REAL, first_ts INTEGER, last REAL, last_ts INTEGER,"
          + " PRIMARY KEY(start, series)) WITHOUT ROWID";

  private static final int STRIDE = 6;

  /** Bits of doubles; over the events with a value only. */
  private static final int SUM = 0;

  private static final int MIN = 1;
  private static final int MAX = 2;

  /** How many events; in the lower half, how many with a value. */
  private static final int COUNTS = 3;

  /** The batch's row of the first event with a value, or any event; in the lower half, the last. */
  private static final int ENDS = 4;

  /** The series' id; in the lower half, which rollup has this one's place in key order. */
  private static final int SERIES = 5;

  private static final long UPPER_ONE = 1L << Integer.SIZE;
  private static final long LOWER = UPPER_ONE - 1;

  /** The header's size and the types of eleven numbers. */
  private static final int RECORD_HEADER = 12;

  private final RollupWidth width;
  private final EventBatch batch;
  private final long[] fields;

  /** By series: its last rollup, before {@link #bucket} if that is of an earlier bucket. */
  private final int[] lasts;

  private int count;

  /** The first rollup of the open bucket. */
  private int bucket;

  /** Where the open bucket ends, epoch milliseconds. */
  private long end = Long.MIN_VALUE;

  /**
   * @param series the largest id
   * @param count how many rollups there will be
   */
  Rollup(RollupWidth width, EventBatch batch, int series, int count) {
    this.width = width;
    this.batch = batch;
    this.fields = new long[Math.multiplyExact(count, STRIDE)];
    this.lasts = new int[series + 1];
    Arrays.fill(lasts, -1);
  }

  RollupWidth width() {
    return width;
  }

  /**
   * Adds events, not before those added before.
   *
   * @param rows of the batch, sorted, of which those are added from {@code from} to before {@code
   *     to}
   */
  void add(int[] rows, int from, int to, SeriesTable series) {
    for (int i = from; i < to; i++) {
      int row = rows[i];
      long time = batch.time(row);
      if (time >= end) {
        closeBucket();
        end = width.start(time) + width.millis();
      }
      add(row, series.id(batch.series(row)), batch.value(row));
    }
  }

  private void add(int row, int id, double value) {
    int rollup = lasts[id];
    if (rollup < bucket) {
      rollup = count++;
      lasts[id] = rollup;
      fields[rollup * STRIDE + ENDS] = pair(row, row);
      fields[rollup * STRIDE + SERIES] = pair(id, 0);
    }
    int at = rollup * STRIDE;
    long counts = fields[at + COUNTS];
    if (Double.isNaN(value)) {
      fields[at + COUNTS] = counts + UPPER_ONE;
      return;
    }
    fields[at + COUNTS] = counts + UPPER_ONE + 1;
    if (lower(counts) == 0) {
      set(at + SUM, value);
      set(at + MIN, value);
      set(at + MAX, value);
      fields[at + ENDS] = pair(row, row);
      return;
    }
    set(at + SUM, get(at + SUM) + value);
    if (value < get(at + MIN)) {
      set(at + MIN, value);
    } else if (value > get(at + MAX)) {
      set(at + MAX, value);
    }
    fields[at + ENDS] = pair(upper(fields[at + ENDS]), row);
  }

  /** Puts the rollups of the open bucket in order; needed once more after the last event. */
  void closeBucket() {
    long[] order = new long[count - bucket];
    for (int i = 0; i < order.length; i++) {
      int rollup = bucket + i;
      order[i] = pair(upper(fields[rollup * STRIDE + SERIES]), rollup);
    }
    Arrays.sort(order);
    for (int i = 0; i < order.length; i++) {
      int at = (bucket + i) * STRIDE + SERIES;
      fields[at] = pair(upper(fields[at]), lower(order[i]));
    }
    bucket = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int size(int record) {
    int at = at(record);
    long counts = fields[at + COUNTS];
    int first = upper(fields[at + ENDS]);
    long time = batch.time(first);
    int size =
        RECORD_HEADER
            + sizeOf(width.start(time))
            + sizeOf(upper(fields[at + SERIES]))
            + sizeOf(upper(counts))
            + sizeOf(lower(counts));
    if (lower(counts) == 0) {
      return size;
    }
    int last = lower(fields[at + ENDS]);
    return size
        + sizeOf(get(at + SUM))
        + sizeOf(get(at + MIN))
        + sizeOf(get(at + MAX))
        + sizeOf(batch.value(first))
        + sizeOf(time)
        + sizeOf(batch.value(last))
        + sizeOf(batch.time(last));
  }

  @Override
  public void write(int record, byte[] target, int start) {
    int at = at(record);
    long counts = fields[at + COUNTS];
    int first = upper(fields[at + ENDS]);
    int last = lower(fields[at + ENDS]);
    target[start] = RECORD_HEADER;
    NumberFields out = new NumberFields(target, start + 1, start + RECORD_HEADER);
    out.add(width.start(batch.time(first)));
    out.add(upper(fields[at + SERIES]));
    out.add(upper(counts));
    out.add(lower(counts));
    if (lower(counts) == 0) {
      out.addNulls(7);
      return;
    }
    out.addReal(get(at + SUM));
    out.addReal(get(at + MIN));
    out.addReal(get(at + MAX));
    out.addReal(batch.value(first));
    out.add(batch.time(first));
    out.addReal(batch.value(last));
    out.add(batch.time(last));
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
      value = SerialType.put(target, value, serialType, bits);
    }
  }

  private static int sizeOf(long integer) {
    return SerialType.size(SerialType.of(integer));
  }

  private static int sizeOf(double real) {
    return SerialType.size(SerialType.ofReal(real));
  }

  /** Where the rollup starts that has a place in key order. */
  private int at(int record) {
    return lower(fields[record * STRIDE + SERIES]) * STRIDE;
  }

  private double get(int at) {
    return Double.longBitsToDouble(fields[at]);
  }

  private void set(int at, double value) {
    fields[at] = Double.doubleToRawLongBits(value);
  }

  private static long pair(int upper, int lower) {
    return ((long) upper << Integer.SIZE) | (lower & LOWER);
  }

  private static int upper(long pair) {
    return (int) (pair >>> Integer.SIZE);
  }

  private static int lower(long pair) {
    return (int) pair;
  }
}
