package io.tsdb.archive.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes rows of {@code sample} that have neither text nor id, many at once: of a block whose
 * times have one serial type, and so have sequences and the lengths of rowids. So what differs from
 * row to row is only its series and its value. Used by one thread.
 */
final class ShortRows {

  /** Size of a record's header: the size itself, and one byte for each of seven types. */
  static final int HEADER = 8;

  /** The longest rowid, as a varint, that {@link Varint#upToFour} writes. */
  private static final int LONGEST_ROWID = 4;

  private static final VarHandle TWO_BYTES =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final boolean onlyNumbers;

  /** By the batch's number of a series, its id. */
  private final int[] ids;

  /** The same, the type of its id. */
  private final byte[] seriesTypes;

  private final long firstSequence;

  // Of the block taken:

  private int rowidSize;
  private int timeType;
  private int sequenceType;

  /**
   * @param firstSequence the least sequence of the segment's rows
   */
  ShortRows(EventBatch batch, SeriesTable series, long firstSequence) {
    this.onlyNumbers = batch.hasOnlyNumbers();
    this.firstSequence = firstSequence;
    this.ids = new int[batch.seriesCount()];
    this.seriesTypes = new byte[ids.length];
    for (int number = 0; number < ids.length; number++) {
      ids[number] = series.id(number);
      seriesTypes[number] = (byte) SerialType.of(ids[number]);
    }
  }

  /** Whether the segment may have blocks of such rows. */
  boolean mayOccur() {
    return onlyNumbers;
  }

  /** Whether a block is of such rows; if so, it is the one that is measured and written next. */
  boolean take(RowBlock block) {
    if (!onlyNumbers) {
      return false;
    }
    long first = block.start() + 1L;
    rowidSize = Varint.size(first);
    timeType = SerialType.of(block.times()[block.from()]);
    long sequence = block.leastSequence() - firstSequence;
    sequenceType = SerialType.of(sequence);
    return rowidSize <= LONGEST_ROWID
        && rowidSize == Varint.size(first + block.count() - 1)
        && SerialType.isOne(block.times()[block.from()], block.times()[block.to() - 1])
        && SerialType.isOne(sequence, block.greatestSequence() - firstSequence);
  }

  /** Sets the sizes of the block's records, all less than 128 bytes. */
  void measure(RowBlock block, byte[] sizes) {
    measure(block.series(), block.values(), block.from(), block.to(), sizes);
  }

  private void measure(int[] numbers, double[] values, int from, int to, byte[] sizes) {
    int base = HEADER + SerialType.size(timeType) + SerialType.size(sequenceType);
    for (int i = from; i < to; i++) {
      sizes[i - from] =
          (byte)
              (base
                  + SerialType.size(seriesTypes[numbers[i]])
                  + SerialType.size(SerialType.ofReal(values[i])));
    }
  }

  /**
   * Writes rows of the block as cells of a leaf.
   *
   * @param from the first row's place in the block
   */
  void write(RowBlock block, int from, int count, PageBuilder page) {
    int end =
        write(
            block,
            block.from() + from,
            block.from() + from + count,
            page.bytes(),
            page.pointerAt(),
            page.cellAt());
    page.addCells(count, end);
  }

  private int write(RowBlock block, int from, int to, byte[] page, int firstPointer, int start) {
    long[] times = block.times();
    long[] sequences = block.sequences();
    int[] numbers = block.series();
    double[] values = block.values();
    int rowidShift = block.start() + 1 - block.from();
    int timeSize = SerialType.size(timeType);
    int sequenceSize = SerialType.size(sequenceType);
    int base = HEADER + timeSize + sequenceSize;
    int beforeHeader = 1 + rowidSize;
    int timeBits = SerialType.unusedBits(timeSize);
    int sequenceBits = SerialType.unusedBits(sequenceSize);
    // The rowid stands for column n; text and id are NULL.
    long header = ((long) HEADER << 56) | ((long) timeType << 40) | ((long) sequenceType << 8);
    int pointer = firstPointer;
    int at = start;
    for (int i = from; i < to; i++) {
      int number = numbers[i];
      long seriesType = seriesTypes[number];
      int seriesSize = SerialType.size((int) seriesType);
      double value = values[i];
      long valueBits = Double.doubleToRawLongBits(value);
      long valueType = SerialType.DOUBLE;
      int valueSize = Double.BYTES;
      if (SerialType.mayBeShort(valueBits)) {
        valueType = SerialType.ofReal(value);
        valueSize = SerialType.size((int) valueType);
        valueBits = SerialType.realBits((int) valueType, value) << SerialType.unusedBits(valueSize);
      }
      TWO_BYTES.set(page, pointer, (short) at);
      pointer += PageBuilder.CELL_POINTER;
      // Each is written with bytes behind it that the next one is written over.
      long size = base + seriesSize + valueSize;
      long rowid = Varint.upToFour(i + rowidShift, rowidSize) & 0xffff_ffffL;
      EIGHT_BYTES.set(page, at, size << 56 | rowid << 24);
      at += beforeHeader;
      EIGHT_BYTES.set(page, at, header | seriesType << 32 | valueType << 24);
      at += HEADER;
      EIGHT_BYTES.set(page, at, times[i] << timeBits);
      at += timeSize;
      EIGHT_BYTES.set(page, at, (long) ids[number] << SerialType.unusedBits(seriesSize));
      at += seriesSize;
      EIGHT_BYTES.set(page, at, valueBits);
      at += valueSize;
      EIGHT_BYTES.set(page, at, (sequences[i] - firstSequence) << sequenceBits);
      at += sequenceSize;
    }
    return at;
  }
}
