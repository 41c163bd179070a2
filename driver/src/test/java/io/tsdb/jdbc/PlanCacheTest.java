package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements planned once, and run by many. */
class PlanCacheTest {

  @TempDir private Path folder;
  private String url;
  @AutoClose private Connection connection;
  @AutoClose private Connection other;

  @BeforeEach
  void connect() throws Exception {
    url = TestArchive.write(folder);
    connection = DriverManager.getConnection(url);
    other = DriverManager.getConnection(url);
  }

  private static PreparedQuery prepare(Connection connection, String sql) throws SQLException {
    return connection.unwrap(TsdbConnection.class).prepare(sql);
  }

  private static List<Object> column(Connection connection, String sql) throws SQLException {
    List<Object> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getObject(1));
      }
    }
    return values;
  }

  @Test
  void repeatedStatement_isPlannedOnce_acrossConnections() throws SQLException {
    String sql = "SELECT count(value) FROM events WHERE sensor_id = 'sensor-1'";
    PreparedQuery first = prepare(connection, sql);
    assertThat(prepare(connection, sql)).isSameAs(first);
    assertThat(prepare(other, sql)).isSameAs(first);
    assertThat(prepare(connection, sql + " ")).isNotSameAs(first);
    assertThat(column(connection, sql)).isEqualTo(column(other, sql)).containsExactly(2L);
  }

  @Test
  void plan_outlivesTheConnectionThatMadeIt() throws SQLException {
    String sql = "SELECT text FROM events WHERE text LIKE 'S%' ORDER BY text";
    prepare(connection, sql);
    connection.close();
    assertThat(column(other, sql)).containsExactly("Someone really enjoyed their order.");
  }

  @Test
  void otherSettings_haveOtherPlans() throws SQLException {
    String sql = "SELECT count(*) FROM events";
    Properties properties = new Properties();
    properties.setProperty("start", "2024-01-01");
    try (Connection restricted = DriverManager.getConnection(url, properties)) {
      assertThat(prepare(restricted, sql)).isNotSameAs(prepare(connection, sql));
      assertThat(column(connection, sql)).containsExactly(5L);
      assertThat(column(restricted, sql)).containsExactly(3L);
      assertThat(column(connection, sql)).containsExactly(5L);
    }
  }

  @Test
  void newLabelKey_plansAgain() throws Exception {
    String sql = "SELECT * FROM events";
    int columns = prepare(connection, sql).columns().size();
    try (ObjectStore store =
        ObjectStores.open(
            ArchiveUrl.parse(url.substring(TsdbUrl.PREFIX.length())), StoreOptions.DEFAULT)) {
      new LabelCatalog(store).write("another", new TreeSet<>(List.of("new_key")));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(prepare(connection, sql).columns()).hasSize(columns + 1));
  }

  @Test
  void parametersAndClock_belongToEachRun() throws Exception {
    String sql = "SELECT count(*) FROM events WHERE ts >= ? AND ts < CURRENT_TIMESTAMP";
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (PreparedStatement here = connection.prepareStatement(sql);
        PreparedStatement there = other.prepareStatement(sql)) {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (PreparedStatement statement : List.of(here, there)) {
        boolean all = statement == here;
        runs.add(
            () -> {
              for (int i = 0; i < 200; i++) {
                statement.setTimestamp(
                    1,
                    Timestamp.from(
                        Instant.parse(all ? "2000-01-01T00:00:00Z" : "2024-01-01T00:00:00Z")));
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  assertThat(row.getLong(1)).isEqualTo(all ? 5 : 3);
                }
              }
              return true;
            });
      }
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void sharedPlan_runsInManyThreadsAtOnce() throws Exception {
    List<String> statements =
        List.of(
            "SELECT UPPER(text) || '!' FROM events WHERE text IS NOT NULL ORDER BY 1",
            "SELECT sensor_id, sum(value) FROM events GROUP BY sensor_id ORDER BY 1",
            "SELECT value FROM events ORDER BY value DESC",
            "SELECT a.value FROM events AS a JOIN events AS b ON a.ts = b.ts ORDER BY 1",
            "SELECT row_number() OVER (ORDER BY ts) FROM events WHERE text SIMILAR TO '%e%'");
    List<List<Object>> expected = new ArrayList<>();
    for (String sql : statements) {
      expected.add(column(connection, sql));
      assertThat(prepare(other, sql)).as(sql).isSameAs(prepare(connection, sql));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Connection own = thread % 2 == 0 ? connection : other;
        runs.add(
            () -> {
              for (int i = 0; i < 20; i++) {
                for (int j = 0; j < statements.size(); j++) {
                  assertThat(column(own, statements.get(j))).isEqualTo(expected.get(j));
                }
              }
              return true;
            });
      }
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void cancel_ofOneRun_leavesTheOthers() throws SQLException {
    String sql = "SELECT ts FROM events";
    try (Statement canceled = connection.createStatement();
        Statement going = other.createStatement();
        ResultSet unread = canceled.executeQuery(sql);
        ResultSet read = going.executeQuery(sql)) {
      canceled.cancel();
      assertThatThrownBy(unread::next)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("cancelled");
      for (int i = 0; i < TestArchive.EVENTS.size(); i++) {
        assertThat(read.next()).isTrue();
      }
    }
    assertThat(column(connection, sql)).hasSize(TestArchive.EVENTS.size());
  }

  @Test
  void functionsWithState_areNotShared() throws SQLException {
    String sql = "SELECT RAND(42) FROM events";
    assertThat(prepare(connection, sql)).isNotSameAs(prepare(connection, sql));
    assertThat(column(connection, sql)).isEqualTo(column(connection, sql));
  }

  @Test
  void failedStatement_isNotKept() {
    String sql = "SELECT nothing FROM events";
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> prepare(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void cache_holdsNoMoreThanItsEntries() throws SQLException {
    PlanCache cache = new PlanCache(10, 1 << 20);
    PreparedQuery query = prepare(connection, "SELECT ts FROM events");
    for (int i = 0; i < 100; i++) {
      cache.put(key("statement " + i), query, 1);
      assertThat(cache.size()).isLessThanOrEqualTo(10);
    }
    assertThat(cache.size()).isEqualTo(10);
  }

  @Test
  void cache_holdsNoMoreThanItsBytes() throws SQLException {
    PlanCache cache = new PlanCache(1_000, 1 << 20);
    PreparedQuery query = prepare(connection, "SELECT ts FROM events");
    for (int i = 0; i < 100; i++) {
      cache.put(key(i + " ".repeat(50_000)), query, 1 << 16);
      assertThat(cache.size()).isLessThanOrEqualTo(6);
    }
    assertThat(cache.size()).isPositive();
    PlanCache.Key large = key("x".repeat(1 << 20));
    cache.put(large, query, 1);
    assertThat(cache.get(large)).as("larger than all").isEmpty();
  }

  private static PlanCache.Key key(String sql) {
    return new PlanCache.Key("archive", "version", "tsdb", sql);
  }
}
