package io.tsdb.archive.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.segment.SegmentName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What table {@code segment} says of the segment.
 *
 * @param firstSequence least sequence of its events; column {@code seq} counts from here
 * @param lastSequence greatest sequence of its events
 * @param firstTime of its events, epoch milliseconds UTC
 * @param lastTime of its events, epoch milliseconds UTC
 * @param created when its rows were cut, epoch milliseconds UTC
 * @param labelKeys the keys of all its labels
 */
record SegmentFacts(
    String writer,
    SealRange seals,
    long firstSequence,
    long lastSequence,
    long firstTime,
    long lastTime,
    int rows,
    long created,
    SortedSet<String> labelKeys) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The facts of some rows of a batch. Those of no rows have sequence and time 0.
   *
   * @param rows sorted by time
   */
  static SegmentFacts of(
      EventBatch batch, SortedRows rows, SeriesTable series, String writer, SealRange seals) {
    long[] sequences = sequences(rows);
    long firstTime = rows.isEmpty() ? 0 : rows.time(0);
    long lastTime = rows.isEmpty() ? 0 : rows.time(rows.size() - 1);
    return new SegmentFacts(
        writer,
        seals,
        sequences[0],
        sequences[1],
        firstTime,
        lastTime,
        rows.size(),
        batch.created().orElse(lastTime),
        series.labelKeys());
  }

  /** The least and the greatest. */
  private static long[] sequences(SortedRows rows) {
    if (rows.isEmpty()) {
      return new long[] {0, 0};
    }
    long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
    rows.forEachBlock(
        block -> {
          ends[0] = Math.min(ends[0], block.leastSequence());
          ends[1] = Math.max(ends[1], block.greatestSequence());
        });
    return ends;
  }

  SegmentName name(int headBytes) {
    return new SegmentName(firstTime, lastTime, writer, seals, rows, headBytes);
  }

  /**
   * The records of table {@code segment} in key order, of the same sizes for any {@code headPages}.
   *
   * @param headPages how many pages at the start of the file hold all but events and their index
   */
  List<byte[]> records(int headPages) {
    TreeMap<String, Consumer<RecordBuilder>> facts = new TreeMap<>();
    facts.put("created", record -> record.add(created));
    facts.put("first_seal", record -> record.add(seals.first()));
    facts.put("first_seq", record -> record.add(firstSequence));
    facts.put("first_ts", record -> record.add(firstTime));
    facts.put("format_version", record -> record.add(SegmentHead.FORMAT_VERSION));
    facts.put("head_pages", record -> record.addInt4(headPages));
    facts.put("label_keys", record -> record.add(json(labelKeys)));
    facts.put("last_seal", record -> record.add(seals.last()));
    facts.put("last_seq", record -> record.add(lastSequence));
    facts.put("last_ts", record -> record.add(lastTime));
    facts.put("parents", record -> record.add("[]"));
    facts.put("rows", record -> record.add(rows));
    facts.put("writer", record -> record.add(writer));
    List<byte[]> records = new ArrayList<>();
    facts.forEach(
        (key, value) -> {
          RecordBuilder record = new RecordBuilder().add(key);
          value.accept(record);
          records.add(record.toBytes());
        });
    return records;
  }

  private static String json(SortedSet<String> keys) {
    try {
      return JSON.writeValueAsString(keys);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A set of strings is always JSON", e);
    }
  }
}
