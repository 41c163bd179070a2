package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.range.QueryStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a statement tells of the cost of its last query. */
class MeasuredStatementTest {

  @TempDir private Path folder;
  @AutoClose private Connection connection;
  @AutoClose private Statement statement;
  private long segments;

  @BeforeEach
  void connect() throws Exception {
    connection = DriverManager.getConnection(TestArchive.write(folder));
    statement = connection.createStatement();
    segments = run("SELECT * FROM segments");
    assertThat(segments).isPositive();
  }

  /** Reads all rows; returns how many. */
  private long run(String sql) throws SQLException {
    long count = 0;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  private QueryStatistics statistics() throws SQLException {
    return statement.unwrap(MeasuredStatement.class).statistics();
  }

  @Test
  void scan_countsWhatItReads() throws SQLException {
    assertThat(run("SELECT payload FROM events")).isEqualTo(TestArchive.EVENTS.size());
    QueryStatistics cold = statistics();
    assertThat(cold.segmentsListed()).isEqualTo(segments);
    assertThat(cold.segmentsOpened()).isEqualTo(segments);
    assertThat(cold.reads().requests()).isGreaterThanOrEqualTo(segments);
    assertThat(cold.reads().bytesFetched()).isPositive();
    assertThat(cold.reads().bytesUsed()).isPositive();
    assertThat(cold.reads().roundTrips()).isPositive();
    assertThat(cold.wall()).isPositive();
    assertThat(statistics()).as("the time stands still after the end").isEqualTo(cold);

    run("SELECT payload FROM events");
    QueryStatistics warm = statistics();
    assertThat(warm.reads().requests()).isZero();
    assertThat(warm.reads().bytesFetched()).isZero();
    assertThat(warm.reads().headHits()).isPositive();
  }

  @Test
  void join_hasOneAccount() throws SQLException {
    assertThat(run("SELECT a.ts FROM events AS a JOIN events AS b ON a.ts = b.ts"))
        .isEqualTo(TestArchive.EVENTS.size());
    assertThat(statistics().segmentsListed()).as("listed once").isEqualTo(segments);
    assertThat(statistics().segmentsOpened()).as("opened by each side").isEqualTo(2 * segments);
  }

  @Test
  void names_areNoReads() throws SQLException {
    run("SELECT count(*), max(ts) FROM events");
    assertThat(statistics().segmentsListed()).isEqualTo(segments);
    assertThat(statistics().segmentsOpened()).isZero();
    assertThat(statistics().reads().requests()).isZero();
  }

  @Test
  void queryUnderWay_countsUpToNow() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT ts FROM events")) {
      assertThat(rows.next()).isTrue();
      Duration before = statistics().wall();
      assertThat(statistics().wall()).isGreaterThan(before);
      assertThat(statistics().segmentsOpened()).isEqualTo(1);
    }
  }

  @Test
  void statement_withoutQuery_hasNone() throws SQLException {
    try (Statement fresh = connection.createStatement()) {
      MeasuredStatement measured = fresh.unwrap(MeasuredStatement.class);
      assertThatThrownBy(measured::statistics)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no query yet");
    }
    statement.close();
    assertThatThrownBy(this::statistics)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("closed");
  }
}
