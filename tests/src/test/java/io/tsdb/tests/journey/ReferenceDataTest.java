package io.tsdb.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.S3Archive;
import io.tsdb.tests.process.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reference data of all forms in a bucket, joined with events there and through a server. */
class ReferenceDataTest {

  private static final String EVENTS =
      """
      {"timestamp": 1704067200000, "labels": {"room": "r1"}, "value": 20.5}
      {"timestamp": 1704067260000, "labels": {"room": "r1"}, "value": 21.5}
      {"timestamp": 1704067320000, "labels": {"room": "r2"}, "value": 7}
      """;

  private static final String JOINED =
      "SELECT r.name, o.owner, p.level, sum(e.value) FROM events AS e"
          + " JOIN rooms AS r ON r.room = e.room"
          + " LEFT JOIN owners AS o ON o.room = e.room"
          + " JOIN plan.floors AS p ON p.room = e.room"
          + " GROUP BY r.name, o.owner, p.level ORDER BY r.name";

  @TempDir private Path directory;

  @Test
  void files_joinEvents_inABucketAndThroughAServer() throws Exception {
    try (S3Archive s3 = S3Archive.start();
        DriverJvm driver = DriverJvm.start(directory)) {
      ArchivePlace place = s3.place();
      put(
          place,
          "rooms.csv",
          "room,name:VARCHAR\nr1,Hall\nr2,Attic\n".getBytes(StandardCharsets.UTF_8));
      put(
          place,
          "owners.json",
          "[{\"room\": \"r1\", \"owner\": \"Ann\"}]".getBytes(StandardCharsets.UTF_8));
      put(place, "plan.sqlite", database());
      put(
          place,
          "broken.csv",
          "room,level:BIGINT\nr1,1\nr2,top\n".getBytes(StandardCharsets.UTF_8));
      put(
          place,
          "broken_too.json",
          "[{\"room\": \"r1\"},\n {\"room\": ]".getBytes(StandardCharsets.UTF_8));
      put(place, "broken_db.sqlite", "no database".getBytes(StandardCharsets.UTF_8));
      try (ServerProcess server =
          ServerProcess.start(directory, place.url(), place.environment())) {
        server.http().put("application/x-ndjson", EVENTS.getBytes(StandardCharsets.UTF_8)).ok();
        List<List<String>> expected =
            List.of(Arrays.asList("Attic", null, "2", "7.0"), List.of("Hall", "Ann", "0", "42.0"));
        assertThat(driver.query(server.jdbcUrl(), JOINED)).as("live").isEqualTo(expected);
        server.http().seal().ok();
        assertThat(driver.query(server.jdbcUrl(), JOINED)).as("sealed").isEqualTo(expected);
        assertThat(driver.query(place.jdbcUrl(), place.properties(), JOINED))
            .as("in the bucket")
            .isEqualTo(expected);
        for (String url : List.of(server.jdbcUrl(), place.jdbcUrl())) {
          Map<String, String> properties =
              url.equals(place.jdbcUrl()) ? place.properties() : Map.of();
          assertRefused(driver, url, properties, "broken", "broken.csv line 3, column 4");
          assertRefused(driver, url, properties, "broken_too", "broken_too.json line 2");
          assertRefused(driver, url, properties, "broken_db.t", "broken_db.sqlite");
          assertThat(driver.query(url, properties, "SELECT count(*) FROM rooms"))
              .isEqualTo(List.of(List.of("2")));
        }
      }
    }
  }

  private static void assertRefused(
      DriverJvm driver, String url, Map<String, String> properties, String table, String words) {
    SQLException failure = driver.failure(url, properties, "SELECT * FROM " + table);
    assertThat(failure.getMessage()).contains("tables/" + words);
    assertThat(failure.getSQLState()).isEqualTo("22P04");
  }

  private byte[] database() throws Exception {
    Path file = directory.resolve("plan.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE floors (room TEXT, level INTEGER)");
      statement.execute("INSERT INTO floors VALUES ('r1', 0), ('r2', 2)");
    }
    return Files.readAllBytes(file);
  }

  private static void put(ArchivePlace place, String file, byte[] content) throws Exception {
    StoreOptions options =
        StoreOptions.DEFAULT.withKeys(
            place.properties().get("accessKeyId"), place.properties().get("secretAccessKey"));
    try (ObjectStore store = ObjectStores.open(ArchiveUrl.parse(place.url()), options)) {
      store.replace("tables/" + file, Content.of(content));
    }
  }
}
