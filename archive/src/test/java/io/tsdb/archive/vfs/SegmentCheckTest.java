package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is changed in a copy of a segment is found and named. */
class SegmentCheckTest extends CheckedArchive {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE sample SET ts = ts + 1000 WHERE n = 1500 | rows in order of ts",
        "UPDATE sample SET ts = ts + 1 WHERE n = 2049 | zone.ts",
        "UPDATE sample SET ts = 0 WHERE n = 1 | within the span of the folder",
        "UPDATE sample SET ts = ts + 1 WHERE n = 3000 | fact last_ts",
        "UPDATE sample SET n = 5000 WHERE n = 3000 | sample.n 3000 to come next, found 5000",
        "DELETE FROM sample WHERE n = 3000 | fact rows to be 2999 by its rows, found 3000",
        "UPDATE sample SET seq = 5000 WHERE n = 7 | fact last_seq to be 5001 by its rows",
        "UPDATE sample SET seq = 9 WHERE seq = 0 | the least sample.seq to be 0",
        "UPDATE sample SET value = 'x' WHERE n = 7 | value as real",
        "UPDATE sample SET series = 99 WHERE n = 7 | series 99 of row 7 in series, found none",
        "DELETE FROM series WHERE id = 3 | series.id 3 to come next, found 4",
        "UPDATE series SET labels = '{\"unit\":\"ms\",\"host\":\"h0\"}' WHERE id = 1 | canonical order",
        "UPDATE series SET labels = '[]' WHERE id = 20 | an object of texts, found []",
        "UPDATE zone SET ts = ts + 1 WHERE n = 1025 | for row 1025",
        "DELETE FROM zone WHERE n = 1025 | an entry of row 1025 in zone, found none",
        "DELETE FROM zone WHERE n = 3000 | an entry of row 3000 in zone, found none",
        "INSERT INTO zone VALUES (77, 0) | found one for row 77",
        "INSERT INTO zone VALUES (3001, 0) | found one for row 3001",
        "UPDATE segment SET value = 'x' WHERE key = 'writer' | fact writer to be 'writer' by its name",
        "UPDATE segment SET value = 9 WHERE key = 'first_seal' | fact first_seal to be 1",
        "UPDATE segment SET value = 9 WHERE key = 'first_ts' | fact first_ts to be 1673205162254",
        "UPDATE segment SET value = 9 WHERE key = 'first_seq' | fact last_seq to be 3008",
        "UPDATE segment SET value = 9999 WHERE key = 'rows' | fact rows to be 3000 by its rows",
        "UPDATE segment SET value = '[]' WHERE key = 'label_keys' | fact label_keys to be",
        "UPDATE segment SET value = 1 WHERE key = 'head_pages' | fact head_pages to make ",
        "DELETE FROM segment WHERE key = 'created' | fact created to be an integer, found none",
        "UPDATE sample SET text = 'changed' WHERE n = 1 | search to have, as the rows say",
        "UPDATE sample SET text = NULL WHERE n = 1 | search to have, as the rows say",
        "UPDATE sample SET text = 'new' WHERE n = 2 | search to have, as the rows say",
        "INSERT INTO search(rowid, labels, text) VALUES (9999, 'a', 'b') | to have, as the rows say",
        "INSERT INTO series_search(rowid, labels) VALUES (99, 'a') | series_search to have",
        "DROP TABLE search | index search to be readable",
        "DROP TABLE zone | tables sample and zone to be readable",
        "DROP TABLE segment | table segment to be readable",
        "DROP VIEW events | view events to be readable",
        "PRAGMA user_version = 2 | expected format version (user_version) 1",
        "PRAGMA application_id = 2 | expected application_id",
      })
  void editedCopy_isFoundAndNamed(String sql, String finding) throws Exception {
    edit(sql);

    assertFound(finding.equals("canonical order") ? "labels of series 1 to be {\"host\"" : finding);
  }

  @Test
  void textIndexWithoutADocument_isFound() throws Exception {
    edit(
        "INSERT INTO search(search, rowid, labels, text) SELECT 'delete', s.n,"
            + " 'host ' || (r.labels ->> 'host') || ' unit ' || (r.labels ->> 'unit'), s.text"
            + " FROM sample s JOIN series r ON r.id = s.series WHERE s.n = 501");

    assertFound("search to have, as the rows say");
    assertThat(found).hasSize(1);
  }

  @Test
  void view_withoutItsColumnsOrRows_isFound() throws Exception {
    edit(
        "DROP VIEW events",
        "CREATE VIEW events AS SELECT ts, ts AS time, '{' AS payload FROM zone");

    assertFound("view events with columns");
    assertThat(found).anyMatch(line -> line.contains("found 4 rows, 4 with time, 0 with payload"));
  }
}
