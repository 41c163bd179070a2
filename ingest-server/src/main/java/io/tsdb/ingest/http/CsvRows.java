package io.tsdb.ingest.http;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Rows as CSV (RFC 4180) below a header line. Text stands in quotes, numbers and booleans do not;
 * NULL is nothing between commas, the empty text is {@code ""}.
 */
final class CsvRows implements RowWriter {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.NON_NUMERIC).get();

  private final CSVPrinter csv;

  CsvRows(Writer out, List<ResultColumn> columns) throws IOException {
    csv = new CSVPrinter(out, FORMAT);
    csv.printRecord(columns.stream().map(ResultColumn::name));
  }

  @Override
  public void row(Object[] values) throws IOException {
    csv.printRecord(values);
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
