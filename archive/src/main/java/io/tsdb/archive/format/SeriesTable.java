package io.tsdb.archive.format;

import io.tsdb.archive.segment.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** By id, the batch's number. */
  private final int[] numbers;

  /**
   * @param rows of the batch that make the segment
   * @param counts that know which series these have
   */
  SeriesTable(EventBatch batch, SortedRows rows, RollupCounts counts) {
    List<Integer> found = new ArrayList<>();
    for (int number = 0; number < batch.seriesCount(); number++) {
      if (counts.has(number)) {
        found.add(number);
      }
    }
    found.sort(Comparator.comparing(number -> batch.labels(number).json(), CodePoints.ORDER));
    ids = new int[batch.seriesCount()];
    numbers = new int[found.size() + 1];
    for (int number : found) {
      labels.add(batch.labels(number));
      ids[number] = labels.size();
      numbers[labels.size()] = number;
    }
    findWithoutText(batch, rows);
  }

  private void findWithoutText(EventBatch batch, SortedRows rows) {
    if (batch.texts().isEmpty()) {
      withoutText.set(1, numbers.length);
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      if (!batch.texts().has(row)) {
        withoutText.set(ids[batch.series(row)]);
      }
    }
  }

  /** The id of a series, given the batch's number of it. */
  int id(int number) {
    return ids[number];
  }

  /** The batch's number of a series, given its id. */
  int number(int id) {
    return numbers[id];
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
    Set<String> keys = new HashSet<>();
    labels.forEach(each -> keys.addAll(each.values().keySet()));
    return new TreeSet<>(keys);
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
