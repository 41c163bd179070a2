package io.tsdb.archive.vfs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.segment.SegmentName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** Checks table {@code segment} against the file's name, its rows and its series. */
final class FactsCheck {

  /** More facts than any version has; a bound for damaged segments. */
  private static final int MOST_FACTS = 100;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SegmentFindings findings;

  /** Values as SQL literals, which tell numbers and texts apart. */
  private final Map<String, String> facts = new TreeMap<>();

  private FactsCheck(SegmentFindings findings) {
    this.findings = findings;
  }

  /** Reads the facts. */
  static FactsCheck read(Connection connection, SegmentFindings findings) throws SQLException {
    FactsCheck check = new FactsCheck(findings);
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT key, quote(value) FROM segment LIMIT " + MOST_FACTS)) {
      while (rows.next()) {
        check.facts.put(rows.getString(1), rows.getString(2));
      }
    }
    return check;
  }

  /** What the name says, and what the format fixes. */
  void againstName(SegmentName name, long pageSize) {
    expect("format_version", SegmentHead.FORMAT_VERSION, "");
    expect("writer", text(name.writer()), " by its name");
    expect("first_seal", name.seals().first(), " by its name");
    expect("last_seal", name.seals().last(), " by its name");
    expect("first_ts", name.firstTime(), " by its name");
    expect("last_ts", name.lastTime(), " by its name");
    expect("rows", name.rows(), " by its name");
    expect("parents", text("[]"), "");
    number("created");
    if (number("head_pages") * pageSize != name.headBytes()) {
      add(
          "head_pages",
          "to make " + name.headBytes() + " bytes of pages of " + pageSize + " by its name");
    }
  }

  /** What the rows say. */
  void againstRows(RowsCheck.Totals totals) {
    expect("rows", totals.rows(), " by its rows");
    expect("first_ts", totals.firstTime(), " by its rows");
    expect("last_ts", totals.lastTime(), " by its rows");
    long first = number("first_seq");
    if (totals.rows() > 0) {
      if (totals.leastSequence() != 0) {
        findings.add(
            "least seq",
            "the least sample.seq to be 0, since it counts from fact first_seq",
            String.valueOf(totals.leastSequence()));
      }
      expect("last_seq", first + totals.greatestSequence(), " by its rows");
    } else {
      expect("last_seq", first, " by its rows");
    }
  }

  /** What the series say. */
  void againstSeries(SortedSet<String> labelKeys) {
    try {
      expect("label_keys", text(JSON.writeValueAsString(labelKeys)), " by its series");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A set of strings is always JSON", e);
    }
  }

  private long number(String fact) {
    String value = facts.getOrDefault(fact, "");
    if (value.matches("-?[0-9]{1,18}")) {
      return Long.parseLong(value);
    }
    add(fact, "to be an integer");
    return 0;
  }

  private void expect(String fact, Object value, String source) {
    if (!String.valueOf(value).equals(facts.get(fact))) {
      add(fact, "to be " + value + source);
    }
  }

  private void add(String fact, String expected) {
    findings.add(
        "fact " + fact + expected.replaceAll(".* by ", " by "),
        "fact " + fact + " " + expected,
        facts.getOrDefault(fact, "none"));
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
