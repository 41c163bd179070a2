package io.tsdb.ingest.influx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One point of line protocol, taken apart in the simplest way, to compare with: {@code
 * measurement,tag=value field=value,field=value timestamp}. Names and tag values have their escapes
 * undone; field values are as written.
 */
record LinePoint(
    String measurement,
    List<Map.Entry<String, String>> tags,
    List<Map.Entry<String, String>> fields,
    String timestamp,
    Problem problem) {

  /** Why a line is no point. */
  enum Problem {
    NONE("none"),
    NO_MEASUREMENT("Expected a measurement at the start of the point, found none"),
    NO_FIELDS("Expected a space and a field such as value=1 behind measurement and tags"),
    BROKEN_TAG("Expected tags as key=value, none of them empty, separated by commas"),
    BROKEN_FIELD("Expected fields as key=value, none of them empty, separated by commas"),
    OPEN_STRING("Expected a quote at the end of a string field, found the end"),
    TEXT_AFTER_TIMESTAMP("Expected the point to end with its timestamp, found more behind it");

    private final String message;

    Problem(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }

  static LinePoint parse(String line) {
    return new Scanner(line).point();
  }

  /** A string field's content: {@code \"} and {@code \\} are undone, other backslashes stay. */
  static String unquote(String quoted) {
    StringBuilder content = new StringBuilder(quoted.length());
    for (int i = 1; i < quoted.length() - 1; i++) {
      char unit = quoted.charAt(i);
      char next = quoted.charAt(i + 1);
      if (unit == '\\' && (next == '"' || next == '\\') && i + 1 < quoted.length() - 1) {
        i++;
        unit = next;
      }
      content.append(unit);
    }
    return content.toString();
  }

  /** Reads a line from left to right, once. */
  private static final class Scanner {
    private final String line;
    private final List<Map.Entry<String, String>> tags = new ArrayList<>();
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();
    private String measurement = "";
    private int at;

    Scanner(String line) {
      this.line = line.strip();
    }

    LinePoint point() {
      measurement = name(", ", ", ");
      if (measurement.isEmpty()) {
        return broken(Problem.NO_MEASUREMENT);
      }
      while (here() == ',') {
        at++;
        if (!pair(tags, ",= ")) {
          return broken(Problem.BROKEN_TAG);
        }
      }
      if (here() != ' ') {
        return broken(Problem.NO_FIELDS);
      }
      skipSpaces();
      do {
        Problem problem = field();
        if (problem != Problem.NONE) {
          return broken(problem);
        }
      } while (here() == ',' && at++ >= 0);
      skipSpaces();
      String timestamp = line.substring(at);
      return new LinePoint(
          measurement,
          tags,
          fields,
          timestamp,
          timestamp.indexOf(' ') < 0 ? Problem.NONE : Problem.TEXT_AFTER_TIMESTAMP);
    }

    private LinePoint broken(Problem problem) {
      return new LinePoint(measurement, tags, fields, "", problem);
    }

    /** The character at hand; NUL at the end. */
    private char here() {
      return at < line.length() ? line.charAt(at) : 0;
    }

    private void skipSpaces() {
      while (here() == ' ') {
        at++;
      }
    }

    /** Reads up to one of {@code ends}; a backslash before an escaped one goes. */
    private String name(String ends) {
      return name(ends, ",= ");
    }

    private String name(String ends, String escaped) {
      StringBuilder name = new StringBuilder();
      while (at < line.length() && ends.indexOf(line.charAt(at)) < 0) {
        if (line.charAt(at) == '\\'
            && at + 1 < line.length()
            && escaped.indexOf(line.charAt(at + 1)) >= 0) {
          at++;
        }
        name.append(line.charAt(at++));
      }
      return name.toString();
    }

    private boolean pair(List<Map.Entry<String, String>> pairs, String ends) {
      String key = name(ends);
      if (key.isEmpty() || here() != '=') {
        return false;
      }
      at++;
      String value = name(ends);
      pairs.add(Map.entry(key, value));
      return !value.isEmpty() && here() != '=';
    }

    private Problem field() {
      String key = name(",= ");
      if (key.isEmpty() || here() != '=') {
        return fields.isEmpty() && key.isEmpty() ? Problem.NO_FIELDS : Problem.BROKEN_FIELD;
      }
      at++;
      int start = at;
      if (here() == '"') {
        at++;
        while (at < line.length() && line.charAt(at) != '"') {
          at += line.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= line.length()) {
          return Problem.OPEN_STRING;
        }
        at++;
      } else {
        while (at < line.length() && line.charAt(at) != ',' && line.charAt(at) != ' ') {
          at++;
        }
      }
      fields.add(Map.entry(key, line.substring(start, at)));
      boolean ends = at == line.length() || here() == ',' || here() == ' ';
      return start == at || !ends ? Problem.BROKEN_FIELD : Problem.NONE;
    }
  }
}
