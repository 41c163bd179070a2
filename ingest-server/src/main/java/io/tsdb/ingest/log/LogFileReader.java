package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the batches of one log file that are proven by their checksums, and says what lies between
 * them. Behind damage it searches, byte by byte, for the next header that is proven, together with
 * its batch.
 */
final class LogFileReader {

  /** Takes each proven batch. The payload is valid during the call only. */
  @FunctionalInterface
  interface Visitor {
    void batch(LogRecord record, ByteBuffer payload, List<Event> events) throws IOException;
  }

  /** Bytes that are not a batch. */
  record Gap(long offset, long length, String problem) {}

  /**
   * What a file holds.
   *
   * @param rows events in proven batches
   * @param batchBytes bytes of proven batches with their headers
   * @param end after the last proven batch, as an offset in the file
   * @param nextSequence after the last event, or the one to start with if there is none
   * @param gaps damage, in ascending order
   * @param torn bytes at the end that were never completely written, and so never acknowledged
   */
  record Found(
      long rows, long batchBytes, long end, long nextSequence, List<Gap> gaps, long torn) {}

  private final LogWindow window;
  private final long salt;
  private final long end;
  private final boolean endKnown;
  private final Visitor visitor;
  private final List<Gap> gaps = new ArrayList<>();

  private long position = LogHeader.BYTES;
  private long expectedSequence;
  private final boolean mayJump;
  private boolean exactSequence;
  private long rows;
  private long batchBytes;
  private long lastEnd = LogHeader.BYTES;
  private long torn;

  private LogFileReader(
      LogWindow window,
      long salt,
      OptionalLong length,
      OptionalLong firstSequence,
      Visitor visitor) {
    this.window = window;
    this.salt = salt;
    this.end = Math.min(window.size(), length.orElse(Long.MAX_VALUE));
    this.endKnown = length.isPresent();
    this.expectedSequence = firstSequence.orElse(0);
    this.mayJump = firstSequence.isEmpty();
    this.exactSequence = !mayJump;
    this.visitor = visitor;
  }

  /**
   * Reads a file.
   *
   * @param length of it up to the end of its last batch, where that is known; else an unfinished
   *     batch at the end is no damage
   * @param firstSequence of its first event; empty where that is not known, or where batches may be
   *     missing between others because the file was repaired
   */
  static Found read(
      Path file, long salt, OptionalLong length, OptionalLong firstSequence, Visitor visitor)
      throws IOException {
    try (LogWindow window = new LogWindow(file)) {
      return new LogFileReader(window, salt, length, firstSequence, visitor).read(length);
    }
  }

  private Found read(OptionalLong length) throws IOException {
    while (position < end && torn == 0) {
      step();
    }
    if (length.isPresent() && length.getAsLong() > window.size()) {
      long from = Math.max(window.size(), LogHeader.BYTES);
      gap(
          from,
          length.getAsLong() - from,
          "expected " + length.getAsLong() + " bytes, found " + window.size());
    }
    return new Found(rows, batchBytes, lastEnd, expectedSequence, List.copyOf(gaps), torn);
  }

  private void step() throws IOException {
    if (end - position < LogRecord.HEADER_BYTES) {
      cutShort("expected the header of a batch");
      return;
    }
    ByteBuffer header = window.bytes(position, LogRecord.HEADER_BYTES);
    LogRecord record = LogRecord.read(header, 0);
    if (!LogRecord.proven(header, 0, salt) || record.length() < 0) {
      unproven();
      return;
    }
    if (record.length() > end - position - LogRecord.HEADER_BYTES) {
      cutShort("expected a batch of " + record.length() + " bytes");
      return;
    }
    long next = position + LogRecord.HEADER_BYTES + record.length();
    String problem = batch(record);
    if (!problem.isEmpty()) {
      gap(position, next - position, problem);
      exactSequence = false;
    } else {
      lastEnd = next;
    }
    position = next;
  }

  /** Delivers a batch whose header is proven, or says what is wrong with it. */
  private String batch(LogRecord record) throws IOException {
    if (record.firstSequence() < expectedSequence
        || (exactSequence && record.firstSequence() != expectedSequence)) {
      return "expected a batch from sequence "
          + expectedSequence
          + " on, found one from "
          + record.firstSequence()
          + " on";
    }
    ByteBuffer payload = window.bytes(position + LogRecord.HEADER_BYTES, record.length());
    if (!record.proves(payload)) {
      return "expected a batch with the checksum of its header, found another";
    }
    List<Event> events;
    try {
      events = BatchDecoder.decode(payload.duplicate(), record.events());
    } catch (LogException e) {
      return e.getMessage();
    }
    visitor.batch(record, payload, events);
    rows += events.size();
    batchBytes += LogRecord.HEADER_BYTES + record.length();
    expectedSequence = record.firstSequence() + events.size();
    exactSequence = !mayJump;
    return "";
  }

  private void cutShort(String expected) {
    if (endKnown) {
      gap(position, end - position, expected + ", found " + (end - position) + " bytes");
    } else {
      torn = end - position;
    }
    position = end;
  }

  private void unproven() throws IOException {
    if (!endKnown && onlyZeros()) {
      // some file systems show a file at its new length before the data is there
      torn = end - position;
      return;
    }
    long next = search();
    gap(position, next - position, "expected the header of a batch, found other bytes");
    exactSequence = false;
    position = next;
  }

  private boolean onlyZeros() throws IOException {
    for (long at = position; at < end; at++) {
      if (window.bytes(at, 1).get(0) != 0) {
        return false;
      }
    }
    return true;
  }

  private long search() throws IOException {
    for (long at = position + 1; at + LogRecord.HEADER_BYTES <= end; at++) {
      ByteBuffer header = window.bytes(at, LogRecord.HEADER_BYTES);
      LogRecord record = LogRecord.read(header, 0);
      if (record.length() >= 0
          && record.length() <= end - at - LogRecord.HEADER_BYTES
          && record.firstSequence() >= expectedSequence
          && LogRecord.proven(header, 0, salt)
          && record.proves(window.bytes(at + LogRecord.HEADER_BYTES, record.length()))) {
        return at;
      }
    }
    return end;
  }

  private void gap(long offset, long length, String problem) {
    gaps.add(new Gap(offset, length, problem));
  }
}
