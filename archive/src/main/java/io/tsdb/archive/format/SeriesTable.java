package io.tsdb.archive.format;

import io.tsdb.archive.segment.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The series of one segment. Their ids count from 1 on in the order of their canonical JSON, as
 * SQLite sorts text: the same whatever order the events arrived in, and series that differ in their
 * last labels only have neighbouring ids.
 */
final class SeriesTable {

  private final List<Labels> labels = new ArrayList<>();

  /** By the batch's number of a series: its id here, 0 where the segment has none of its rows. */
  private final int[] ids;

  /** Ids of the series with an event that has no text. */
  private final BitSet withoutText = new BitSet();

  /**
   * @param rows of the batch that make the segment
   */
  SeriesTable(EventBatch batch, int[] rows) {
    ids = new int[batch.seriesCount()];
    // By the batch's number: bit 0, it has a row here; bit 1, one without a text.
    byte[] seen = new byte[batch.seriesCount()];
    for (int row : rows) {
      seen[batch.series(row)] |= batch.texts().has(row) ? 1 : 3;
    }
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < seen.length; number++) {
      if (seen[number] != 0) {
        numbers.add(number);
      }
    }
    numbers.sort(Comparator.comparing(number -> batch.labels(number).json(), CodePoints.ORDER));
    for (int number : numbers) {
      labels.add(batch.labels(number));
      ids[number] = labels.size();
      withoutText.set(ids[number], seen[number] == 3);
    }
  }

  /** The id of a series, given the batch's number of it. */
  int id(int number) {
    return ids[number];
  }

  /** How many series; the largest id. */
  int count() {
    return labels.size();
  }

  boolean hasEventsWithoutText(int id) {
    return withoutText.get(id);
  }

  /** What the text index knows of a series: its keys and values, with spaces between. */
  byte[] document(int id) {
    StringBuilder document = new StringBuilder();
    labels
        .get(id - 1)
        .values()
        .forEach((key, value) -> document.append(key).append(' ').append(value).append(' '));
    document.setLength(Math.max(0, document.length() - 1));
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The keys of all labels. */
  SortedSet<String> labelKeys() {
    SortedSet<String> keys = new TreeSet<>();
    labels.forEach(each -> keys.addAll(each.values().keySet()));
    return keys;
  }

  /** Characters of all labels' JSON. */
  long size() {
    return labels.stream().mapToLong(each -> each.json().length()).sum();
  }

  /** The rows of table {@code series}. */
  TableRows rows() {
    StoredRows rows = new StoredRows();
    for (int id = 1; id <= labels.size(); id++) {
      rows.add(id, new RecordBuilder().addNull().add(labels.get(id - 1).json()).toBytes());
    }
    return rows;
  }
}
