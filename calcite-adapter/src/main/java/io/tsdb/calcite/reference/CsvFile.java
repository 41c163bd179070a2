package io.tsdb.calcite.reference;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV as RFC 4180 has it, in UTF-8: the first line names the columns, as {@code name} or
 * {@code name:type}; an empty field is null, unless it is quoted; lines without anything are left
 * out.
 */
final class CsvFile {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String file;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  private record Field(String text, boolean quoted, int line, int column) {}

  private CsvFile(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a file.
   *
   * @throws ReferenceException if it is no CSV
   */
  static ReferenceData read(String file, byte[] bytes) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException e) {
      throw new ReferenceException(file + ": expected text in UTF-8, found other bytes", e);
    }
    CsvFile csv = new CsvFile(file, text);
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      csv.at = 1;
      csv.lineStart = 1;
    }
    return csv.read();
  }

  private ReferenceData read() {
    DataBuilder data = new DataBuilder(file);
    Optional<List<Field>> header = next();
    if (header.isEmpty()) {
      throw new ReferenceException(
          file + ": expected a first line with the names of the columns, found nothing");
    }
    for (Field field : header.get()) {
      int colon = field.text.lastIndexOf(':');
      Optional<ReferenceType> declared =
          colon < 0 ? Optional.empty() : ReferenceType.named(field.text.substring(colon + 1));
      String name = declared.isPresent() ? field.text.substring(0, colon) : field.text;
      data.column(name.strip(), declared, place(field));
    }
    for (Optional<List<Field>> row = next(); row.isPresent(); row = next()) {
      add(row.get(), data);
    }
    return data.build();
  }

  private void add(List<Field> fields, DataBuilder data) {
    Field first = fields.get(0);
    if (fields.size() != data.width()) {
      throw new ReferenceException(
          file
              + " line "
              + first.line
              + ": expected "
              + data.width()
              + " fields as in the first line, found "
              + fields.size());
    }
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      if (!field.text.isEmpty() || field.quoted) {
        values[i] = field.text;
        Optional<String> problem = data.problem(i, field.text);
        if (problem.isPresent()) {
          throw new ReferenceException(file + place(field) + ": " + problem.get());
        }
      }
    }
    data.row(values, false, place(first));
  }

  private static String place(Field field) {
    return " line " + field.line + ", column " + field.column;
  }

  /** The fields of the next line that has anything. */
  private Optional<List<Field>> next() {
    while (at < text.length()) {
      List<Field> fields = new ArrayList<>();
      do {
        fields.add(field());
      } while (separator());
      if (fields.size() > 1 || !fields.get(0).text.isEmpty() || fields.get(0).quoted) {
        return Optional.of(fields);
      }
    }
    return Optional.empty();
  }

  private Field field() {
    int startLine = line;
    int column = at - lineStart + 1;
    if (at < text.length() && text.charAt(at) == '"') {
      return new Field(quoted(startLine, column), true, startLine, column);
    }
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '"') {
        throw new ReferenceException(
            file
                + " line "
                + line
                + ", column "
                + (at - lineStart + 1)
                + ": expected no quote within a field that does not begin with one");
      }
      at++;
    }
    return new Field(text.substring(start, at), false, startLine, column);
  }

  private String quoted(int startLine, int column) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        if (at >= text.length() || text.charAt(at) != '"') {
          return value.toString();
        }
        at++;
      } else if (c == '\n') {
        line++;
        lineStart = at;
      }
      value.append(c);
    }
    throw new ReferenceException(
        file
            + " line "
            + startLine
            + ", column "
            + column
            + ": expected a quote at the end of this field, found the end of the file");
  }

  /** Goes past a comma, or past the end of the line. */
  private boolean separator() {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    if (c == ',') {
      at++;
      return true;
    }
    if (c != '\r' && c != '\n') {
      throw new ReferenceException(
          file
              + " line "
              + line
              + ", column "
              + (at - lineStart + 1)
              + ": expected a comma or the end of the line after a quoted field, found '"
              + c
              + "'");
    }
    at++;
    if (c == '\r' && at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    line++;
    lineStart = at;
    return false;
  }
}
