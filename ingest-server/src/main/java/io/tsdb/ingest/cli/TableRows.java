package io.tsdb.ingest.cli;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.tsdb.ingest.http.ResultColumn;
import io.tsdb.ingest.http.RowWriter;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as an aligned table. The first thousand rows set the widths of the columns, so that memory
 * stays bounded; a wider value behind them stands over.
 */
final class TableRows implements RowWriter {

  private static final int MEASURED_ROWS = 1_000;

  private final PrintWriter out;
  private final List<ResultColumn> columns;
  private final List<String[]> waiting = new ArrayList<>();
  private final int[] widths;
  private final boolean[] numeric;
  private boolean started;
  private long rows;

  TableRows(PrintWriter out, List<ResultColumn> columns) {
    this.out = out;
    this.columns = columns;
    this.widths = new int[columns.size()];
    this.numeric = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = CellText.width(CellText.of(columns.get(i).name()));
      numeric[i] = isNumeric(columns.get(i).sqlType());
    }
  }

  private static boolean isNumeric(int sqlType) {
    return switch (sqlType) {
      case java.sql.Types.TINYINT,
          java.sql.Types.SMALLINT,
          java.sql.Types.INTEGER,
          java.sql.Types.BIGINT,
          java.sql.Types.REAL,
          java.sql.Types.FLOAT,
          java.sql.Types.DOUBLE,
          java.sql.Types.DECIMAL,
          java.sql.Types.NUMERIC ->
          true;
      default -> false;
    };
  }

  @Override
  public void row(Object[] values) {
    rows++;
    if (isPlan() && values[0] instanceof String plan) {
      plan.lines().forEach(line -> cells(new String[] {CellText.of(line)}));
      return;
    }
    String[] cells = new String[values.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(values[i]);
    }
    cells(cells);
  }

  /** What EXPLAIN answers: its lines are for people to read. */
  private boolean isPlan() {
    return columns.size() == 1 && columns.get(0).name().equals("PLAN");
  }

  private void cells(String[] cells) {
    if (started) {
      print(cells);
      return;
    }
    for (int i = 0; i < cells.length; i++) {
      widths[i] = Math.max(widths[i], CellText.width(cells[i]));
    }
    waiting.add(cells);
    if (waiting.size() == MEASURED_ROWS) {
      start();
    }
  }

  private static String cell(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Double number) {
      return NumberOutput.toString(number, true);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return CellText.of(value.toString());
  }

  private void start() {
    started = true;
    String[] names = columns.stream().map(c -> CellText.of(c.name())).toArray(String[]::new);
    print(names);
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
    }
    out.println(rule.append('-'));
    waiting.forEach(this::print);
    waiting.clear();
  }

  private void print(String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - CellText.width(cells[i])));
      line.append(i == 0 ? " " : " | ")
          .append(numeric[i] ? padding + cells[i] : cells[i] + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  @Override
  public void end() {
    if (!started) {
      start();
    }
    out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    out.flush();
  }
}
