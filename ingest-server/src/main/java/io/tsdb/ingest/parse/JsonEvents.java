package io.tsdb.ingest.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Events as JSON: one object, an array of objects, or objects one after the other (NDJSON). Which
 * of them it is, the first character tells. Tokens are read one by one; no tree is built.
 */
public final class JsonEvents implements EventSource {

  /** NaN and infinities are read, so that they can be refused with the member's name. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(1_000)
                  .maxNameLength(4_096)
                  .maxStringLength(1_048_576)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final EventBuilder event = new EventBuilder();
  private final Set<String> members = new HashSet<>();
  private JsonStreamContext around;
  private boolean ended;

  public JsonEvents(InputStream bytes) throws IOException {
    this.parser = JSON.createParser(UnicodeText.reader(bytes));
    this.around = parser.getParsingContext();
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    try {
      JsonToken token = firstTokenOfEvent();
      if (token == null) {
        return Optional.empty();
      }
      event.begin(parser.currentTokenLocation().getLineNr());
      try {
        return Optional.of(readEvent(token));
      } catch (InvalidEventException e) {
        skipToEndOfEvent();
        throw e;
      }
    } catch (StreamConstraintsException e) {
      throw unreadable(
          "Expected names, numbers, texts and depth in bounds: " + e.getOriginalMessage());
    } catch (StreamReadException e) {
      throw unreadable("Expected JSON: " + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw unreadable("Expected UTF-8, found bytes that are none");
    }
  }

  private InvalidEventException unreadable(String message) {
    ended = true;
    return event.unreadable(
        parser.currentLocation().getLineNr(),
        message
            + " (line "
            + parser.currentLocation().getLineNr()
            + ", column "
            + parser.currentLocation().getColumnNr()
            + ")");
  }

  /** The token that an event starts with, or null at the end. */
  private JsonToken firstTokenOfEvent() throws IOException, InvalidEventException {
    if (ended) {
      return null;
    }
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_ARRAY && around.inRoot() && around.getCurrentIndex() == 0) {
      around = parser.getParsingContext();
      token = parser.nextToken();
    }
    if (token == JsonToken.END_ARRAY) {
      token = parser.nextToken();
      if (token != null) {
        throw unreadable("Expected nothing behind the array of events, found more");
      }
    }
    ended = token == null;
    return token;
  }

  private void skipToEndOfEvent() throws IOException {
    while (parser.getParsingContext() != around && parser.nextToken() != null) {
      // each token of the wrong event
    }
  }

  private Event readEvent(JsonToken first) throws IOException, InvalidEventException {
    if (first != JsonToken.START_OBJECT) {
      throw event.invalid("", "Expected an event as a JSON object, found " + found(first));
    }
    members.clear();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String pointer = pointer("", name);
      JsonToken token = parser.nextToken();
      if (!members.add(name)) {
        throw event.invalid(pointer, "Expected each member once, found it again");
      }
      switch (name) {
        case "timestamp" -> readTimestamp(pointer, token);
        case "labels" -> readLabels(pointer, token);
        case "value" -> readValue(pointer, token);
        case "text" -> readText(pointer, token);
        case "id" -> readId(pointer, token);
        default -> readLabel(pointer, name, token);
      }
    }
    return event.build();
  }

  private void readTimestamp(String pointer, JsonToken token)
      throws IOException, InvalidEventException {
    switch (token) {
      case VALUE_STRING -> event.timestamp(pointer, parser.getText(), EventTime::parse);
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw event.invalid(
              pointer, "Expected a time from 1970 to 2200, found a number far beyond it");
        }
        event.timestamp(pointer, parser.getLongValue());
      }
      case VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (number != Math.rint(number) || Math.abs(number) > 1e15) {
          throw event.invalid(
              pointer,
              "Expected whole epoch milliseconds or ISO 8601, found "
                  + Excerpt.of(parser.getText()));
        }
        event.timestamp(pointer, (long) number);
      }
      default ->
          throw event.invalid(
              pointer, "Expected epoch milliseconds or ISO 8601, found " + found(token));
    }
  }

  private void readLabels(String pointer, JsonToken token)
      throws IOException, InvalidEventException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      throw event.invalid(pointer, "Expected an object of labels, found " + found(token));
    }
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!keys.add(key)) {
        throw event.invalid(pointer(pointer, key), "Expected each label once, found it again");
      }
      readLabel(pointer(pointer, key), key, value);
    }
  }

  /** A label's value: numbers and booleans as they are written; null is a label that is absent. */
  private void readLabel(String pointer, String key, JsonToken token)
      throws IOException, InvalidEventException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE ->
          event.label(pointer, key, parser.getText());
      case VALUE_NUMBER_FLOAT -> {
        refuseNonNumeric(pointer);
        event.label(pointer, key, parser.getText());
      }
      default ->
          throw event.invalid(
              pointer,
              "Expected a label's value to be a string, number or boolean, found " + found(token));
    }
  }

  private void readValue(String pointer, JsonToken token)
      throws IOException, InvalidEventException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING -> event.text(pointer, parser.getText());
      case VALUE_TRUE -> event.number(pointer, 1);
      case VALUE_FALSE -> event.number(pointer, 0);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        refuseNonNumeric(pointer);
        event.number(pointer, parser.getDoubleValue());
      }
      default ->
          throw event.invalid(
              pointer, "Expected a number, boolean, string or null, found " + found(token));
    }
  }

  private void readText(String pointer, JsonToken token) throws IOException, InvalidEventException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING -> event.text(pointer, parser.getText());
      default -> throw event.invalid(pointer, "Expected a string or null, found " + found(token));
    }
  }

  private void readId(String pointer, JsonToken token) throws IOException, InvalidEventException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING, VALUE_NUMBER_INT -> event.id(pointer, parser.getText());
      default -> throw event.invalid(pointer, "Expected a string or null, found " + found(token));
    }
  }

  private void refuseNonNumeric(String pointer) throws IOException, InvalidEventException {
    if (parser.isNaN()) {
      throw event.invalid(pointer, "Expected a finite number, found " + parser.getText());
    }
  }

  private static String pointer(String parent, String name) {
    return parent + "/" + Excerpt.of(name).replace("~", "~0").replace("/", "~1");
  }

  private static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case FIELD_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          token.toString();
    };
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
