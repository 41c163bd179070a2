package io.tsdb.archive.format;

import java.io.IOException;

/**
 * The rows of table {@code sample}, encoded straight from the columns of a batch. Nothing is
 * allocated per row. They can be read by several threads at once.
 */
final class SampleRows implements TableRows {

  /** A block that is not all of short rows is halved down to so many, so that most of it is. */
  private static final int SMALLEST_BLOCK = 32;

  private final EventBatch batch;
  private final SortedRows rows;
  private final SeriesTable series;
  private final long firstSequence;

  /**
   * @param rows of the batch, sorted
   * @param firstSequence the least sequence of these rows
   */
  SampleRows(EventBatch batch, SortedRows rows, SeriesTable series, long firstSequence) {
    this.batch = batch;
    this.rows = rows;
    this.series = series;
    this.firstSequence = firstSequence;
  }

  @Override
  public void measure(Sizes sizes) {
    ShortRows shortRows = new ShortRows(batch, series, firstSequence);
    byte[] recordSizes = new byte[Math.min(RowBlock.ROWS, rows.size())];
    forEachBlock(
        shortRows,
        0,
        rows.size(),
        block -> {
          shortRows.measure(block, recordSizes);
          sizes.addAll(block.start() + 1L, recordSizes, block.count());
        },
        block -> measure(block.start(), block.start() + block.count(), sizes));
  }

  /** Visits rows in order, those that are taken for short ones apart from others. */
  private <E extends Exception> void forEachBlock(
      ShortRows shortRows,
      int from,
      int to,
      SortedRows.Visitor<E> visitor,
      SortedRows.Visitor<E> other)
      throws E {
    rows.forEachBlock(
        from,
        to,
        block -> {
          if (shortRows.take(block)) {
            visitor.visit(block);
          } else if (block.count() > SMALLEST_BLOCK && shortRows.mayOccur()) {
            int start = block.start();
            int middle = start + block.count() / 2;
            int end = start + block.count();
            forEachBlock(shortRows, start, middle, visitor, other);
            forEachBlock(shortRows, middle, end, visitor, other);
          } else {
            other.visit(block);
          }
        });
  }

  private void measure(int from, int to, Sizes sizes) {
    for (int i = from; i < to; i++) {
      int row = rows.row(i);
      sizes.add(
          i + 1L,
          ShortRows.HEADER
              + SerialType.size(SerialType.of(batch.time(row)))
              + SerialType.size(SerialType.of(series.id(batch.series(row))))
              + SerialType.size(SerialType.ofReal(batch.value(row)))
              + SerialType.size(SerialType.of(batch.sequence(row) - firstSequence))
              + moreBytes(row));
    }
  }

  @Override
  public void write(long first, long last, Records records) throws IOException {
    ShortRows shortRows = new ShortRows(batch, series, firstSequence);
    forEachBlock(
        shortRows,
        (int) Math.max(first, 1) - 1,
        (int) Math.min(last, rows.size()),
        block -> write(shortRows, block, records),
        block -> write(block.start(), block.start() + block.count(), records));
  }

  private static void write(ShortRows shortRows, RowBlock block, Records records)
      throws IOException {
    int done = 0;
    while (done < block.count()) {
      int count = Math.min(records.room(), block.count() - done);
      shortRows.write(block, done, count, records.page(count));
      done += count;
    }
  }

  private void write(int from, int to, Records records) throws IOException {
    for (int i = from; i < to; i++) {
      int row = rows.row(i);
      long time = batch.time(row);
      long seriesId = series.id(batch.series(row));
      double value = batch.value(row);
      long sequence = batch.sequence(row) - firstSequence;
      int timeType = SerialType.of(time);
      int seriesType = SerialType.of(seriesId);
      int valueType = SerialType.ofReal(value);
      int sequenceType = SerialType.of(sequence);
      int size =
          ShortRows.HEADER
              + SerialType.size(timeType)
              + SerialType.size(seriesType)
              + SerialType.size(valueType)
              + SerialType.size(sequenceType)
              + moreBytes(row);
      int at = records.next(i + 1L, size);
      byte[] target = records.bytes();
      at = putHeader(target, at, row, timeType, seriesType, valueType, sequenceType);
      at = SerialType.putLoosely(target, at, timeType, time);
      at = SerialType.putLoosely(target, at, seriesType, seriesId);
      at = SerialType.putLoosely(target, at, valueType, SerialType.realBits(valueType, value));
      at = putText(target, at, batch.texts(), row);
      at = SerialType.putLoosely(target, at, sequenceType, sequence);
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
    target[at++] = (byte) (ShortRows.HEADER - 2 + Varint.size(textType) + Varint.size(idType));
    target[at++] = SerialType.NULL;
    target[at++] = (byte) time;
    target[at++] = (byte) series;
    target[at++] = (byte) value;
    at = Varint.put(target, at, textType);
    target[at++] = (byte) sequence;
    return Varint.put(target, at, idType);
  }

  private static int putText(byte[] target, int at, Utf8Column column, int row) {
    if (!column.has(row)) {
      return at;
    }
    column.copy(row, target, at);
    return at + column.size(row);
  }
}
