package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.using;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JooqIT {

  private static final Table<Record> EVENTS = table(name("events"));
  private static final Field<Timestamp> TS = field(name("ts"), Timestamp.class);
  private static final Field<Double> VALUE = field(name("value"), Double.class);
  private static final Field<String> TEXT = field(name("text"), String.class);
  private static final Field<String> NETWORK = field(name("network"), String.class);

  private Connection connection;
  private DSLContext jooq;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection(EarthquakeArchive.url());
    jooq = using(connection, SQLDialect.DEFAULT);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void builtStatements_run() {
    assertThat(jooq.fetchCount(EVENTS)).isEqualTo(EarthquakeArchive.EVENTS);
    Result<?> strongest =
        jooq.select(TS, TEXT, VALUE)
            .from(EVENTS)
            .where(VALUE.ge(5.0).and(TEXT.like("%a%")))
            .orderBy(VALUE.desc(), TS)
            .limit(5)
            .fetch();
    assertThat(strongest).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    assertThat(strongest.getValues(VALUE)).isSortedAccordingTo((a, b) -> b.compareTo(a));
    Result<?> groups =
        jooq.select(NETWORK, count(), avg(VALUE))
            .from(EVENTS)
            .groupBy(NETWORK)
            .having(count().gt(1))
            .fetch();
    assertThat(groups).isNotEmpty();
  }

  @Test
  void lazyFetch_streams() {
    try (var cursor = jooq.select(TS).from(EVENTS).fetchSize(100).fetchLazy()) {
      assertThat(cursor.fetchNext(50)).hasSize(50);
    }
  }

  @Test
  void metadata_holdsTheTables() {
    assertThat(jooq.meta().getTables()).extracting(Table::getName).contains("events", "segments");
  }

  @Test
  void failure_carriesItsState() {
    DataAccessException failure =
        Assertions.assertThrows(
            DataAccessException.class, () -> jooq.fetch("SELECT nothing FROM events"));
    assertThat(failure.sqlState()).isEqualTo("42703");
  }
}
