package io.tsdb.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.ingest.http.ResultColumn;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableRowsTest {

  private final StringWriter out = new StringWriter();

  private TableRows table(ResultColumn... columns) {
    return new TableRows(new PrintWriter(out), List.of(columns));
  }

  private static ResultColumn column(String name, int type) {
    return new ResultColumn(name, "T", type);
  }

  @Test
  void table_alignsTextLeftAndNumbersRight() {
    TableRows table = table(column("name", Types.VARCHAR), column("n", Types.DOUBLE));
    table.row(new Object[] {"a", 1.5});
    table.row(new Object[] {null, null});
    table.row(new Object[] {"東京", 1e-7});
    table.row(new Object[] {"e\u0301", new BigDecimal("12345.60")});
    table.end();

    assertThat(out)
        .hasToString(
            """
             name |        n
            ------+----------
             a    |      1.5
             NULL |     NULL
             東京 |   1.0E-7
             e\u0301    | 12345.60
            (4 rows)
            """
                .replace("\n", System.lineSeparator()));
  }

  @Test
  void table_withoutRows() {
    table(column("name", Types.VARCHAR)).end();

    assertThat(out.toString().lines()).containsExactly(" name", "------", "(0 rows)");
  }

  @Test
  void table_showsWhatCouldSteerTheTerminal() {
    TableRows table = table(column("t", Types.VARCHAR));
    table.row(new Object[] {"\u001b[31mred\r\n\t\u202e\u009b"});
    table.end();

    assertThat(out.toString()).contains("\\u001b[31mred\\r\\n\\t\\u202e\\u009b");
  }

  @Test
  void table_beyondTheMeasuredRowsGoesOn() {
    TableRows table = table(column("t", Types.VARCHAR));
    for (int i = 0; i < 3_000; i++) {
      table.row(new Object[] {i < 2_000 ? "x" : "a wider value"});
    }
    table.end();

    assertThat(out.toString().lines()).hasSize(3_003);
    assertThat(out.toString())
        .contains(" a wider value")
        .endsWith("(3000 rows)" + System.lineSeparator());
  }
}
