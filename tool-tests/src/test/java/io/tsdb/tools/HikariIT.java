package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HikariIT {

  private static long count(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  @Test
  void urlAndDriver_withEverySetting() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(EarthquakeArchive.DRIVER);
    config.setJdbcUrl(EarthquakeArchive.url());
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setSchema("tsdb");
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setMaximumPoolSize(3);
    config.setConnectionTimeout(20_000);
    config.setValidationTimeout(5_000);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          counts.add(threads.submit(() -> count(pool)));
        }
        for (Future<Long> count : counts) {
          assertThat(count.get()).isEqualTo(EarthquakeArchive.EVENTS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isBetween(1, 3);
    }
  }

  @Test
  void dataSource_byItsBeanProperties() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSourceClassName("io.tsdb.jdbc.TsdbDataSource");
    config.addDataSourceProperty("url", EarthquakeArchive.url());
    config.addDataSourceProperty("end", "2000-01-01");
    config.setConnectionTestQuery("SELECT 1");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(count(pool)).isZero();
    }
  }
}
