package io.tsdb.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/** Rows as one JSON document: {@code {"columns": [{"name", "type"}], "rows": [[...]]}}. */
final class JsonRows implements RowWriter {

  /** The shortest digits that give the same double again; NaN and infinities as strings. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  /** Rows stand on lines of their own, for people and for tools that read lines. */
  private static final class RowPerLine extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1;

    /** Nesting of the rows' array within the document. */
    private static final int ROWS_DEPTH = 2;

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      super.writeArrayValueSeparator(json);
      if (json.getOutputContext().getNestingDepth() == ROWS_DEPTH) {
        json.writeRaw('\n');
      }
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      if (json.getOutputContext().getNestingDepth() == ROWS_DEPTH) {
        json.writeRaw('\n');
      }
    }
  }

  private final JsonGenerator json;

  JsonRows(Writer out, List<ResultColumn> columns) throws IOException {
    json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeArrayFieldStart("columns");
    for (ResultColumn column : columns) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    json.setPrettyPrinter(new RowPerLine());
  }

  @Override
  public void row(Object[] values) throws IOException {
    json.writeStartArray();
    for (Object value : values) {
      write(json, value);
    }
    json.writeEndArray();
  }

  static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }

  @Override
  public void end() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }
}
