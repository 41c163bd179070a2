package io.tsdb.archive.vfs;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is changed in a rollup table, or in the rows below it, is found and named. */
class RollupCheckTest extends CheckedArchive {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE rollup_hour SET sum = sum + 1 WHERE series = 3 | rollup_hour.sum",
        "UPDATE rollup_minute SET min = 0, max = 0 WHERE series = 3 | rollup_minute.min",
        "UPDATE rollup_day SET last = NULL WHERE series = 3 | for start 1673136000000, series 3, found null",
        "UPDATE rollup_day SET last_ts = 'x' WHERE series = 3 | rollup_day.last_ts 1673",
        "UPDATE sample SET value = value + 1 WHERE n = 7 | rollup_day.sum",
        "DELETE FROM rollup_hour WHERE series = 3 | a row of rollup_hour for start 1673204400000, series 3, found none",
        "INSERT INTO rollup_hour(start, series, rows, numbers) VALUES (0, 1, 1, 0) | found one for start 0, series 1",
        "INSERT INTO rollup_day(start, series, rows, numbers) VALUES (9e18, 1, 1, 0) | rows in rollup_day for buckets",
        "DROP TABLE rollup_minute | table rollup_minute, since it would have 40 rows for 3000 events, found none",
        "DELETE FROM sample WHERE n > 60 | no table rollup_minute, since",
        "ALTER TABLE rollup_day DROP COLUMN sum | rollup tables to be readable",
        "UPDATE rollup_hour SET rows = rows + 1 WHERE series = 3 | 'rollup_hour.rows '",
        "UPDATE rollup_hour SET numbers = numbers - 1 WHERE series = 3 | 'rollup_hour.numbers '",
        "UPDATE rollup_hour SET max = max + 1 WHERE series = 3 | 'rollup_hour.max '",
        "UPDATE rollup_hour SET first = first + 1 WHERE series = 3 | 'rollup_hour.first '",
        "UPDATE rollup_hour SET first_ts = first_ts - 1 WHERE series = 3 | 'rollup_hour.first_ts '",
        "UPDATE rollup_hour SET last = last + 1 WHERE series = 3 | 'rollup_hour.last '",
        "UPDATE rollup_hour SET last_ts = last_ts + 1 WHERE series = 3 | 'rollup_hour.last_ts '",
      })
  void editedRollup_isFoundAndNamed(String sql, String finding) throws Exception {
    edit(sql);

    assertFound(finding);
  }
}
