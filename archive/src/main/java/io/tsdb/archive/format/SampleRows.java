package io.tsdb.archive.format;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The rows of table {@code sample}, encoded straight from the columns of a batch. Nothing is
 * allocated per row. They can be read by several threads at once.
 */
final class SampleRows implements TableRows {

  /** Header of a row without text and id: its size, and one byte for each type. */
  private static final int SHORT_HEADER = 8;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final EventBatch batch;
  private final int[] rows;
  private final SeriesTable series;
  private final long firstSequence;

  /**
   * @param rows of the batch, sorted
   * @param firstSequence the least sequence of these rows
   */
  SampleRows(EventBatch batch, int[] rows, SeriesTable series, long firstSequence) {
    this.batch = batch;
    this.rows = rows;
    this.series = series;
    this.firstSequence = firstSequence;
  }

  @Override
  public void measure(Sizes sizes) {
    RowBlocks.run(0, rows.length, (from, to) -> measure(from, to, sizes));
  }

  private void measure(int from, int to, Sizes sizes) {
    for (int i = from; i < to; i++) {
      int row = rows[i];
      sizes.add(
          i + 1L,
          SHORT_HEADER
              + SerialType.size(SerialType.of(batch.time(row)))
              + SerialType.size(SerialType.of(series.id(batch.series(row))))
              + SerialType.size(SerialType.ofReal(batch.value(row)))
              + SerialType.size(SerialType.of(batch.sequence(row) - firstSequence))
              + moreBytes(row));
    }
  }

  @Override
  public void write(long first, long last, Records records) throws IOException {
    int end = (int) Math.min(last, rows.length);
    RowBlocks.run((int) Math.max(first, 1) - 1, end, (from, to) -> write(from, to, records));
  }

  private void write(int from, int to, Records records) throws IOException {
    for (int i = from; i < to; i++) {
      int row = rows[i];
      long time = batch.time(row);
      long seriesId = series.id(batch.series(row));
      double value = batch.value(row);
      long sequence = batch.sequence(row) - firstSequence;
      int timeType = SerialType.of(time);
      int seriesType = SerialType.of(seriesId);
      int valueType = SerialType.ofReal(value);
      int sequenceType = SerialType.of(sequence);
      int size =
          SHORT_HEADER
              + SerialType.size(timeType)
              + SerialType.size(seriesType)
              + SerialType.size(valueType)
              + SerialType.size(sequenceType)
              + moreBytes(row);
      int at = records.next(i + 1L, size);
      byte[] target = records.bytes();
      if (isShort(row)) {
        // The rowid stands for column n; text and id are NULL.
        long header =
            ((long) SHORT_HEADER << 56)
                | ((long) timeType << 40)
                | ((long) seriesType << 32)
                | ((long) valueType << 24)
                | ((long) sequenceType << 8);
        EIGHT_BYTES.set(target, at, header);
        at += SHORT_HEADER;
      } else {
        at = putHeader(target, at, row, timeType, seriesType, valueType, sequenceType);
      }
      at = put(target, at, timeType, time);
      at = put(target, at, seriesType, seriesId);
      at = put(target, at, valueType, SerialType.realBits(valueType, value));
      at = putText(target, at, batch.texts(), row);
      at = put(target, at, sequenceType, sequence);
      putText(target, at, batch.ids(), row);
    }
  }

  /** Whether a row has neither text nor id. */
  private boolean isShort(int row) {
    return !batch.texts().has(row) && !batch.ids().has(row);
  }

  /** What a row's text and id, which may be absent, add to the record. */
  private int moreBytes(int row) {
    return isShort(row) ? 0 : moreBytes(batch.texts(), row) + moreBytes(batch.ids(), row);
  }

  private static int moreBytes(Utf8Column column, int row) {
    return Varint.size(textType(column, row)) - 1 + column.size(row);
  }

  private static long textType(Utf8Column column, int row) {
    return column.has(row) ? SerialType.ofText(column.size(row)) : SerialType.NULL;
  }

  private int putHeader(
      byte[] target, int start, int row, int time, int series, int value, int sequence) {
    long textType = textType(batch.texts(), row);
    long idType = textType(batch.ids(), row);
    int at = start;
    target[at++] = (byte) (SHORT_HEADER - 2 + Varint.size(textType) + Varint.size(idType));
    target[at++] = SerialType.NULL;
    target[at++] = (byte) time;
    target[at++] = (byte) series;
    target[at++] = (byte) value;
    at = Varint.put(target, at, textType);
    target[at++] = (byte) sequence;
    return Varint.put(target, at, idType);
  }

  /** Writes a number, and something behind it that is written over later. */
  private static int put(byte[] target, int at, int type, long bits) {
    int size = SerialType.size(type);
    EIGHT_BYTES.set(target, at, bits << (Long.SIZE - 8 * size));
    return at + size;
  }

  private static int putText(byte[] target, int at, Utf8Column column, int row) {
    if (!column.has(row)) {
      return at;
    }
    column.copy(row, target, at);
    return at + column.size(row);
  }
}
