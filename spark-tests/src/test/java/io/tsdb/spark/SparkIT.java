package io.tsdb.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tools.EarthquakeArchive;
import java.sql.Timestamp;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spark SQL's source of JDBC tables, in Spark's own local mode. */
class SparkIT {

  private static final TimeZone ZONE = TimeZone.getDefault();
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    // Spark reads and writes times of JDBC in the zone of the JVM
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("tsdb")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
    TimeZone.setDefault(ZONE);
  }

  private static Dataset<Row> events() {
    return spark
        .read()
        .format("jdbc")
        .option("url", EarthquakeArchive.url())
        .option("dbtable", "events")
        .option("partitionColumn", "ts")
        .option("lowerBound", "2018-02-01 00:00:00")
        .option("upperBound", "2018-02-08 00:00:00")
        .option("numPartitions", "4")
        .load();
  }

  @Test
  void partitionedRead_findsEachEventOnce() {
    Dataset<Row> events = events();
    assertThat(events.rdd().getNumPartitions()).isEqualTo(4);
    assertThat(events.count()).isEqualTo(EarthquakeArchive.EVENTS);
    assertThat(events.select("ts").distinct().count()).isGreaterThan(1_000);
  }

  @Test
  void filterAndAggregate_agreeWithTheArchive() {
    Dataset<Row> whole =
        spark
            .read()
            .jdbc(
                EarthquakeArchive.url(),
                "(SELECT network, count(*) AS n, max(\"value\") AS strongest, max(ts) AS latest"
                    + " FROM events GROUP BY network) AS q",
                new Properties());
    Dataset<Row> partitioned =
        events()
            .filter(col("value").geq(4.0).or(col("network").equalTo("us")))
            .groupBy("network")
            .count();
    long us = whole.filter(col("network").equalTo("us")).first().getLong(1);
    assertThat(partitioned.filter(col("network").equalTo("us")).first().getLong(1)).isEqualTo(us);
    Timestamp latest = whole.selectExpr("max(latest)").first().getTimestamp(0);
    assertThat(events().selectExpr("max(ts)").first().getTimestamp(0)).isEqualTo(latest);
  }
}
