package io.tsdb.archive.format;

/**
 * The rows of table {@code sample}, encoded straight from the columns of a batch. Nothing is
 * allocated per row.
 */
final class SampleRows implements TableRows {

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
  public Cursor open() {
    return new Walk();
  }

  private final class Walk implements Cursor {

    private int n;
    private long time;
    private long seriesId;
    private long valueBits;
    private long sequence;
    private int timeType;
    private int seriesType;
    private int valueType;
    private int sequenceType;
    private long textType;
    private long idType;
    private int textSize;
    private int idSize;
    private int headerSize;
    private int size;

    @Override
    public boolean next() {
      if (n == rows.length) {
        return false;
      }
      int row = rows[n++];
      time = batch.time(row);
      seriesId = series.id(batch.series(row));
      sequence = batch.sequence(row) - firstSequence;
      setValue(batch.value(row));
      timeType = SerialType.of(time);
      seriesType = SerialType.of(seriesId);
      sequenceType = SerialType.of(sequence);
      textSize = batch.texts().size(row);
      textType = batch.texts().has(row) ? SerialType.ofText(textSize) : SerialType.NULL;
      idSize = batch.ids().size(row);
      idType = batch.ids().has(row) ? SerialType.ofText(idSize) : SerialType.NULL;
      headerSize = 6 + Varint.size(textType) + Varint.size(idType);
      size =
          headerSize
              + SerialType.size(timeType)
              + SerialType.size(seriesType)
              + SerialType.size(valueType)
              + textSize
              + SerialType.size(sequenceType)
              + idSize;
      return true;
    }

    private void setValue(double value) {
      valueType = Double.isNaN(value) ? SerialType.NULL : SerialType.ofReal(value);
      valueBits = SerialType.realBits(valueType, value);
    }

    @Override
    public long rowid() {
      return n;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void write(byte[] target, int start) {
      int at = start;
      target[at++] = (byte) headerSize;
      // The rowid stands for column n.
      target[at++] = SerialType.NULL;
      target[at++] = (byte) timeType;
      target[at++] = (byte) seriesType;
      target[at++] = (byte) valueType;
      at = Varint.put(target, at, textType);
      target[at++] = (byte) sequenceType;
      at = Varint.put(target, at, idType);
      at = SerialType.put(target, at, timeType, time);
      at = SerialType.put(target, at, seriesType, seriesId);
      at = SerialType.put(target, at, valueType, valueBits);
      int row = rows[n - 1];
      if (textSize > 0) {
        batch.texts().copy(row, target, at);
        at += textSize;
      }
      at = SerialType.put(target, at, sequenceType, sequence);
      if (idSize > 0) {
        batch.ids().copy(row, target, at);
      }
    }

    @Override
    public void close() {}
  }
}
