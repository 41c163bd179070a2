package io.tsdb.calcite.parse;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParserImplFactory;
import org.apache.calcite.util.SourceStringReader;

/** Makes parsers of statements. Calcite's connection finds it by the name of its instance. */
public final class StatementParserFactory implements SqlParserImplFactory {

  public static final StatementParserFactory INSTANCE = new StatementParserFactory();

  private StatementParserFactory() {}

  @Override
  public SqlAbstractParserImpl getParser(Reader reader) {
    return new StatementParser(
        reader instanceof SourceStringReader source
            ? source
            : new SourceStringReader(readAll(reader)));
  }

  private static String readAll(Reader reader) {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[4096];
    try {
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        text.append(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The text of the statement cannot be read", e);
    }
    return text.toString();
  }
}
