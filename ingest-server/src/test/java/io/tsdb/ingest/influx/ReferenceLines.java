package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Line protocol read in the simplest way: line by line, with regular expressions, to compare with.
 *
 * @param messages what is wrong, in order
 */
record ReferenceLines(List<Event> events, List<String> messages) {

  static ReferenceLines read(String text) {
    ReferenceLines all = new ReferenceLines(new ArrayList<>(), new ArrayList<>());
    Iterator<String> lines = Arrays.asList(text.split("\n", -1)).iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.strip().startsWith("#")) {
        continue;
      }
      LinePoint point = LinePoint.parse(line);
      while (point.problem() == LinePoint.Problem.OPEN_STRING && lines.hasNext()) {
        line = line + "\n" + lines.next();
        point = LinePoint.parse(line);
      }
      if (!line.isBlank()) {
        all.add(point);
      }
    }
    return all;
  }

  private void add(LinePoint point) {
    List<Event> ofPoint = new ArrayList<>();
    try {
      require(point.problem() == LinePoint.Problem.NONE, point.problem().message());
      for (Map.Entry<String, String> field : point.fields()) {
        ofPoint.add(event(point, field.getKey(), field.getValue()));
      }
      events.addAll(ofPoint);
    } catch (IllegalArgumentException e) {
      messages.add(e.getMessage());
    }
  }

  private static Event event(LinePoint point, String name, String value) {
    Map<String, String> labels = new HashMap<>();
    labels.put("measurement", point.measurement());
    require(labels.put("field", name) == null, "Expected each label once");
    for (Map.Entry<String, String> tag : point.tags()) {
      require(labels.put(tag.getKey(), tag.getValue()) == null, "Expected each label once");
    }
    long time = Long.parseLong(point.timestamp());
    require(time >= 0 && time <= 7_289_654_399_999L, "Expected a time from 1970 to 2200");
    boolean string = value.startsWith("\"");
    return new Event(
        time,
        Labels.of(labels),
        string ? OptionalDouble.empty() : OptionalDouble.of(number(value)),
        string ? Optional.of(LinePoint.unquote(value)) : Optional.empty(),
        Optional.empty());
  }

  private static double number(String value) {
    if (List.of("t", "T", "true", "True", "TRUE").contains(value)) {
      return 1;
    }
    if (List.of("f", "F", "false", "False", "FALSE").contains(value)) {
      return 0;
    }
    if (value.matches("[+-]?[0-9]+[iu]")) {
      BigInteger whole = new BigInteger(value.substring(0, value.length() - 1));
      boolean unsigned = value.endsWith("u");
      require(
          unsigned ? whole.signum() >= 0 && whole.bitLength() <= 64 : whole.bitLength() <= 63,
          "Expected an integer of 64 bits");
      return whole.doubleValue();
    }
    require(
        value.matches("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?"),
        "Expected a number");
    double number = Double.parseDouble(value);
    require(Double.isFinite(number), "Expected a number that a double can be");
    return number;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
