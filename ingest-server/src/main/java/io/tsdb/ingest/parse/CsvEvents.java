package io.tsdb.ingest.parse;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.BoundedLines.LineTooLongException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Events as CSV (RFC 4180) with a header line. One column named {@code timestamp}, {@code ts} or
 * {@code time} is the time: epoch milliseconds or ISO 8601. {@code value} is a number or a boolean,
 * {@code text} and {@code id} are what they say, every other column is a label. An empty cell is
 * absent, an empty line is passed over.
 */
public final class CsvEvents implements EventSource {

  private static final Set<String> TIME_COLUMNS = Set.of("timestamp", "ts", "time");

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

  private final BoundedRecords reader;
  private final CSVParser parser;
  private final EventBuilder event = new EventBuilder();
  private final Iterator<CSVRecord> records;
  private List<String> columns = List.of();
  private long recordLine;
  private boolean ended;

  public CsvEvents(InputStream bytes) throws IOException {
    this.reader = new BoundedRecords(UnicodeText.reader(bytes));
    this.parser = CSVParser.builder().setReader(reader).setFormat(FORMAT).get();
    this.records = parser.iterator();
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    if (columns.isEmpty()) {
      Optional<CSVRecord> header = nextRecord();
      if (header.isEmpty()) {
        return Optional.empty();
      }
      readHeader(header.get().toList());
    }
    Optional<CSVRecord> row = nextRecord();
    return row.isEmpty() ? Optional.empty() : Optional.of(readRow(row.get()));
  }

  private Optional<CSVRecord> nextRecord() throws InvalidEventException, IOException {
    try {
      while (!ended) {
        reader.startRecord();
        recordLine = parser.getCurrentLineNumber() + 1;
        if (!records.hasNext()) {
          return Optional.empty();
        }
        CSVRecord found = records.next();
        if (found.size() > 1 || !found.get(0).isEmpty()) {
          return Optional.of(found);
        }
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      if (cause instanceof CharacterCodingException) {
        throw unreadable("Expected UTF-8, found bytes that are none");
      }
      if (cause instanceof LineTooLongException) {
        throw unreadable(cause.getMessage());
      }
      if (cause instanceof CSVException) {
        throw unreadable("Expected CSV: " + cause.getMessage());
      }
      throw cause;
    }
  }

  private InvalidEventException unreadable(String message) {
    ended = true;
    return event.unreadable(recordLine, message);
  }

  private void readHeader(List<String> header) throws InvalidEventException {
    Set<String> seen = new HashSet<>();
    long times = 0;
    for (String column : header) {
      if (column.isBlank() || !seen.add(column)) {
        throw unreadable(
            "Expected distinct column names in the first line, found \""
                + Excerpt.of(column)
                + (column.isBlank() ? "\"" : "\" twice"));
      }
      times += isTime(column) ? 1 : 0;
    }
    if (times != 1) {
      throw unreadable(
          "Expected one column named timestamp, ts or time in the first line, found "
              + times
              + " in \""
              + Excerpt.of(String.join(",", header))
              + "\"");
    }
    columns = List.copyOf(header);
  }

  private static boolean isTime(String column) {
    return TIME_COLUMNS.contains(column.toLowerCase(Locale.ROOT));
  }

  private Event readRow(CSVRecord row) throws InvalidEventException {
    event.begin(recordLine);
    if (row.size() != columns.size()) {
      throw event.invalid(
          "", "Expected " + columns.size() + " columns as in the header, found " + row.size());
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!row.get(i).isEmpty()) {
        readCell(columns.get(i), row.get(i));
      }
    }
    return event.build();
  }

  private void readCell(String column, String cell) throws InvalidEventException {
    String pointer = "/" + Excerpt.of(column);
    if (isTime(column)) {
      event.timestamp(pointer, cell, EventTime::parseDigitsOrIso);
      return;
    }
    switch (column) {
      case "value" -> event.number(pointer, number(pointer, cell.strip()));
      case "text" -> event.text(pointer, cell);
      case "id" -> event.id(pointer, cell);
      default -> event.label(pointer, column, cell);
    }
  }

  private double number(String pointer, String cell) throws InvalidEventException {
    if (cell.equalsIgnoreCase("true")) {
      return 1;
    }
    if (cell.equalsIgnoreCase("false")) {
      return 0;
    }
    OptionalDouble number = DecimalNumber.parse(cell);
    if (number.isEmpty()) {
      throw event.invalid(
          pointer,
          "Expected a number such as 1.5, true or false, found \""
              + Excerpt.of(cell)
              + "\"; text belongs into a column named text");
    }
    return number.getAsDouble();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Ends reading when a record grows beyond bounds, as it does where a quote is never closed. */
  private static final class BoundedRecords extends FilterReader {
    private static final long LENGTH = 4L * 1_048_576;
    private long length;

    BoundedRecords(Reader reader) {
      super(reader);
    }

    void startRecord() {
      length = 0;
    }

    @Override
    public int read() throws IOException {
      count(1);
      return super.read();
    }

    @Override
    public int read(char[] buffer, int offset, int size) throws IOException {
      int read = super.read(buffer, offset, size);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int characters) throws LineTooLongException {
      length += characters;
      if (length > LENGTH) {
        throw new LineTooLongException(
            "Expected records of at most "
                + LENGTH
                + " characters, found a longer one; is a quote not closed?");
      }
    }
  }
}
