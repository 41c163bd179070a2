package io.tsdb.archive.format;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Events in memory, by column, on their way into segments. It grows with what is added, without a
 * bound of its own: who adds looks at {@link #bytes} or {@link #rows} and stops. Not for use by
 * several threads at once.
 */
public final class EventBatch {

  /** Most bytes, as UTF-8, of an event's text, its id, or the JSON of its labels. */
  public static final int LARGEST_TEXT = 16 << 20;

  /** What a row takes in a segment besides text and id, in bytes: roughly. */
  static final int ROW_BYTES = 32;

  /** What a series takes in memory besides the characters of its labels, in bytes: roughly. */
  private static final int SERIES_BYTES = 256;

  private int rows;

  /** Whether neither times nor sequences descend from any row to the next. */
  private boolean ascending = true;

  private long[] times = new long[16];
  private long[] sequences = new long[16];
  private int[] series = new int[16];

  /** NaN for none; an event's own value is never NaN. */
  private double[] values = new double[16];

  private final Utf8Column texts = new Utf8Column();
  private final Utf8Column ids = new Utf8Column();
  private final Map<Labels, Integer> seriesNumbers = new HashMap<>();
  private final List<Labels> seriesLabels = new ArrayList<>();
  private long seriesBytes;
  private OptionalLong created = OptionalLong.empty();

  /**
   * Adds an event.
   *
   * @param sequence the writer's number of it, in order of arrival
   * @throws IllegalArgumentException if its text, id or labels are larger than {@link
   *     #LARGEST_TEXT}; nothing is added then
   */
  public void add(long sequence, Event event) {
    int textSize = event.text().map(text -> checkedSize("text", text)).orElse(0);
    int idSize = event.id().map(id -> checkedSize("id", id)).orElse(0);
    int number = seriesNumber(event.labels());
    if (rows == times.length) {
      int length = Math.addExact(rows, Math.max(16, rows >> 1));
      times = Arrays.copyOf(times, length);
      sequences = Arrays.copyOf(sequences, length);
      series = Arrays.copyOf(series, length);
      values = Arrays.copyOf(values, length);
    }
    if (rows > 0) {
      ascending &= times[rows - 1] <= event.timestamp() && sequences[rows - 1] <= sequence;
    }
    times[rows] = event.timestamp();
    sequences[rows] = sequence;
    series[rows] = number;
    values[rows] = event.value().orElse(Double.NaN);
    event.text().ifPresent(text -> texts.set(rows, text, textSize));
    event.id().ifPresent(id -> ids.set(rows, id, idSize));
    rows++;
  }

  private static int checkedSize(String what, String text) {
    // No text has more bytes than three times its characters.
    int size = text.length() > LARGEST_TEXT ? text.length() : Utf8Column.size(text);
    if (size > LARGEST_TEXT) {
      throw new IllegalArgumentException(
          "Expected an event's "
              + what
              + " of at most "
              + LARGEST_TEXT
              + " bytes, found one of "
              + text.length()
              + " characters; send it in parts");
    }
    return size;
  }

  private int seriesNumber(Labels labels) {
    Integer known = seriesNumbers.get(labels);
    if (known != null) {
      return known;
    }
    checkedSize("labels", labels.json());
    int number = seriesLabels.size();
    seriesNumbers.put(labels, number);
    seriesLabels.add(labels);
    seriesBytes += SERIES_BYTES + 4L * labels.json().length();
    return number;
  }

  /**
   * Sets the fact {@code created} of the segments. It is given, not read from a clock, so that the
   * same batch always yields the same bytes.
   *
   * @param time epoch milliseconds UTC, such as that of the cut; by default the time of the last
   *     event
   */
  public void createdAt(long time) {
    created = OptionalLong.of(time);
  }

  OptionalLong created() {
    return created;
  }

  /** How many events it holds. */
  public int rows() {
    return rows;
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /**
   * Memory held, in bytes, estimated. While it is written, up to 16 bytes per row, 48 for each row
   * of its rollup tables (none of which has more than a quarter of its rows), the labels once more
   * and 32 MiB for the text index come on top.
   */
  public long bytes() {
    long perRow = 3L * Long.BYTES + Integer.BYTES;
    return times.length * perRow + texts.bytes() + ids.bytes() + seriesBytes;
  }

  /** Time of a row, in order of arrival; epoch milliseconds UTC. */
  long time(int row) {
    return times[row];
  }

  long sequence(int row) {
    return sequences[row];
  }

  /** The column of times, which may be longer than the rows; it is not to be changed. */
  long[] times() {
    return times;
  }

  /** The column of sequences, as {@link #times}. */
  long[] sequences() {
    return sequences;
  }

  /** The column of series' numbers, as {@link #times}. */
  int[] series() {
    return series;
  }

  /** The column of values, as {@link #times}; NaN for none. */
  double[] values() {
    return values;
  }

  /** Number of a row's series, from 0 on, in order of first appearance. */
  int series(int row) {
    return series[row];
  }

  /** Value of a row, NaN for none. */
  double value(int row) {
    return values[row];
  }

  Utf8Column texts() {
    return texts;
  }

  Utf8Column ids() {
    return ids;
  }

  /** Whether no event has a text or an id. */
  boolean hasOnlyNumbers() {
    return texts.isEmpty() && ids.isEmpty();
  }

  int seriesCount() {
    return seriesLabels.size();
  }

  Labels labels(int series) {
    return seriesLabels.get(series);
  }

  /** The rows sorted by time, then sequence, then order of arrival. */
  SortedRows sorted() {
    return ascending
        ? SortedRows.ascending(this)
        : SortedRows.ordered(this, RowOrder.of(times, sequences, rows));
  }
}
