package io.tsdb.ingest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows as JSON objects, one a line. Of columns with the same name the second is called {@code
 * name_2}, the third {@code name_3}.
 */
final class JsonLines implements RowWriter {

  private final JsonGenerator json;
  private final List<String> names = new ArrayList<>();

  JsonLines(Writer out, List<ResultColumn> columns) throws IOException {
    json = JsonRows.JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    Set<String> taken = new HashSet<>();
    for (ResultColumn column : columns) {
      String name = column.name();
      for (int number = 2; !taken.add(name); number++) {
        name = column.name() + "_" + number;
      }
      names.add(name);
    }
  }

  @Override
  public void row(Object[] values) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < values.length; i++) {
      json.writeFieldName(names.get(i));
      JsonRows.write(json, values[i]);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void end() throws IOException {
    json.flush();
  }
}
