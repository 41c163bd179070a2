package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.Archive;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.testing.S3ProxyFixture;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {

  @TempDir static Path folder;
  private static String url;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder);
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static String state(Throwable e) {
    return ((SQLException) e).getSQLState();
  }

  @Test
  void startAndEnd_narrowEvents() throws SQLException {
    try (Connection all = DriverManager.getConnection(url);
        Connection day = DriverManager.getConnection(url + "?start=2024-03-10&end=2024-03-10");
        Connection two =
            DriverManager.getConnection(url + "?start=2023-01-08T20:00Z&end=1710032400000")) {
      assertThat(count(all)).isEqualTo(5);
      assertThat(count(day)).isEqualTo(3);
      assertThat(count(two)).isEqualTo(1);
    }
  }

  @Test
  void cacheDir_keepsTheHeadsOfSegmentsForLaterConnections(@TempDir Path heads) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("cacheDir", heads.resolve("here").toString());
    for (int i = 0; i < 2; i++) {
      try (Connection connection = DriverManager.getConnection(url, properties);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT max(value) FROM events")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getDouble(1)).isEqualTo(26.5);
      }
      try (Stream<Path> files = Files.list(heads.resolve("here"))) {
        assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(".head"));
      }
    }
  }

  @Test
  void archiveOfAProgram_staysOpen() throws Exception {
    Properties range = new Properties();
    range.setProperty("start", "2024-01-01");
    try (Archive archive =
        Archive.open(ArchiveUrl.parse(folder.toUri().toString()), StoreOptions.DEFAULT)) {
      for (int i = 0; i < 2; i++) {
        try (Connection connection = TsdbConnections.open(archive, range)) {
          assertThat(count(connection)).isEqualTo(3);
          assertThat(connection.getMetaData().getURL()).isEqualTo(url);
        }
      }
    }
  }

  @Test
  void transactions_areHarmless() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(connection.getAutoCommit()).isTrue();
      connection.setAutoCommit(false);
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(count(connection)).isEqualTo(5);
      connection.commit();
      connection.rollback();
      assertThat(connection.isReadOnly()).isTrue();
      assertThatThrownBy(() -> connection.setTransactionIsolation(3))
          .hasMessageContaining("0, 1, 2, 4 or 8");
      connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      assertThat(connection.getWarnings().getMessage())
          .isEqualTo("Result sets stay open over a commit");
      assertThatThrownBy(connection::setSavepoint)
          .isInstanceOf(SQLFeatureNotSupportedException.class);
    }
  }

  @Test
  void poolsAndTools_findWhatTheyAskFor() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(connection.isValid(1)).isTrue();
      connection.setNetworkTimeout(Runnable::run, 1000);
      assertThat(connection.getNetworkTimeout()).isEqualTo(1000);
      connection.setTypeMap(Map.of("x", String.class));
      assertThat(connection.getTypeMap()).containsKey("x");
      assertThat(connection.nativeSQL("SELECT 1")).isEqualTo("SELECT 1");
      connection.setCatalog("any");
      assertThat(connection.getCatalog()).isNull();
      connection.setSchema("TSDB");
      assertThat(connection.getSchema()).isEqualTo("tsdb");
      assertThatThrownBy(() -> connection.setSchema("other"))
          .hasMessage("Expected one of the schemas tsdb, found other");
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(String.class)).isFalse();
    }
  }

  @Test
  void abort_closesAndRefusesFurtherCalls() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.abort(Runnable::run);
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(0)).isFalse();
    connection.close();
    assertThatThrownBy(connection::createStatement)
        .satisfies(e -> assertThat(state(e)).isEqualTo("08003"));
    assertThatThrownBy(() -> connection.setClientInfo("ApplicationName", "x"))
        .isInstanceOf(SQLClientInfoException.class)
        .satisfies(e -> assertThat(state(e)).isEqualTo("08003"));
  }

  @Test
  void missingFolder_isToldWhenConnecting() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:tsdb:file://" + missing))
        .isInstanceOf(SQLException.class)
        .hasMessage("Expected an archive at file://" + missing + ", found no folder there")
        .satisfies(e -> assertThat(state(e)).isEqualTo("3D000"));
  }

  @Test
  void wrongUrls_areToldWhenConnecting() {
    for (String wrong :
        new String[] {"", "ftp://host/x", "s3:bucket", "file:relative", "nothing"}) {
      assertThatThrownBy(() -> DriverManager.getConnection("jdbc:tsdb:" + wrong))
          .as(wrong)
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(state(e)).isEqualTo("08001"));
    }
  }

  @Test
  void unreachableServer_isToldWhenConnecting() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:tsdb:http://127.0.0.1:" + port))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .satisfies(e -> assertThat(state(e)).isEqualTo("08001"));
  }

  @Test
  void s3_isRead_andWrongBucketOrKeysAreToldWhenConnecting() throws Exception {
    try (S3ProxyFixture s3 = S3ProxyFixture.inMemory()) {
      try (Archive archive = Archive.open(s3.archiveUrl("a"), s3.options())) {
        TestArchive.write(archive.store());
      }
      Properties keys = new Properties();
      keys.setProperty("accessKeyId", S3ProxyFixture.ACCESS_KEY_ID);
      keys.setProperty("secretAccessKey", S3ProxyFixture.SECRET_ACCESS_KEY);
      try (Connection connection = DriverManager.getConnection("jdbc:tsdb:" + s3.url("a"), keys)) {
        assertThat(count(connection)).isEqualTo(5);
      }
      assertThatThrownBy(
              () -> DriverManager.getConnection("jdbc:tsdb:" + s3.urlOf("no-bucket", ""), keys))
          .hasMessageContaining("no-bucket")
          .hasMessageNotContaining(S3ProxyFixture.SECRET_ACCESS_KEY)
          .satisfies(e -> assertThat(state(e)).isEqualTo("3D000"));
      keys.setProperty("secretAccessKey", "wrong-s3cret");
      assertThatThrownBy(() -> DriverManager.getConnection("jdbc:tsdb:" + s3.url("a"), keys))
          .hasMessageNotContaining("wrong-s3cret")
          .satisfies(e -> assertThat(state(e)).isEqualTo("28000"));
    }
  }
}
