package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import net.sf.jasperreports.engine.JRPrintElement;
import net.sf.jasperreports.engine.JRPrintPage;
import net.sf.jasperreports.engine.JRPrintText;
import net.sf.jasperreports.engine.JasperCompileManager;
import net.sf.jasperreports.engine.JasperFillManager;
import net.sf.jasperreports.engine.JasperPrint;
import net.sf.jasperreports.engine.JasperReport;
import org.junit.jupiter.api.Test;

class JasperReportsIT {

  @Test
  void report_isCompiledAndFilledWithAParameter() throws Exception {
    JasperReport report;
    try (InputStream source = JasperReportsIT.class.getResourceAsStream("strong.jrxml")) {
      report = JasperCompileManager.compileReport(source);
    }
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("least", 5.0);
    JasperPrint print;
    long expected;
    try (Connection connection = DriverManager.getConnection(EarthquakeArchive.url())) {
      print = JasperFillManager.fillReport(report, parameters, connection);
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM events WHERE \"value\" >= 5.0")) {
        assertThat(rows.next()).isTrue();
        expected = rows.getLong(1);
      }
    }
    long lines = 0;
    for (JRPrintPage page : print.getPages()) {
      for (JRPrintElement element : page.getElements()) {
        lines += element instanceof JRPrintText ? 1 : 0;
      }
    }
    assertThat(expected).isPositive();
    assertThat(lines).isEqualTo(expected);
  }
}
