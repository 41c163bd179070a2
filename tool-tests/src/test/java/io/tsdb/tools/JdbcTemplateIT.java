package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SingleColumnRowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class JdbcTemplateIT {

  private static final String SINCE = "SELECT count(*) FROM events WHERE ts >= ?";

  private final JdbcTemplate jdbc =
      new JdbcTemplate(new DriverManagerDataSource(EarthquakeArchive.url()));

  @Test
  void rows_areMapped() {
    assertThat(jdbc.queryForObject("SELECT count(*) FROM events", Long.class))
        .isEqualTo(EarthquakeArchive.EVENTS);
    List<Map<String, Object>> rows =
        jdbc.queryForList("SELECT ts, text, \"value\" FROM events ORDER BY ts, id LIMIT 3");
    assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row).containsKeys("ts", "text"));
    assertThat(rows.get(0).get("ts")).isInstanceOf(Timestamp.class);
  }

  @Test
  void parameters_ofEveryKindOfTime() {
    Instant first = jdbc.queryForObject("SELECT min(ts) FROM events", Timestamp.class).toInstant();
    Instant since = first.plusSeconds(3 * 24 * 3600);
    Long expected =
        jdbc.queryForObject(
            "SELECT count(*) FROM events WHERE ts >= TIMESTAMPADD(DAY, 3, (SELECT min(ts) FROM"
                + " events))",
            Long.class);
    assertThat(expected).isPositive().isLessThan(EarthquakeArchive.EVENTS);
    LocalDateTime local = LocalDateTime.ofInstant(since, ZoneOffset.UTC);
    for (Object value :
        new Object[] {
          Timestamp.from(since),
          local,
          OffsetDateTime.ofInstant(since, ZoneOffset.ofHours(5)),
          new SqlParameterValue(Types.TIMESTAMP, Timestamp.from(since)),
          new SqlParameterValue(Types.TIMESTAMP, local),
        }) {
      assertThat(jdbc.queryForObject(SINCE, Long.class, value)).as("%s", value).isEqualTo(expected);
    }
    assertThat(jdbc.queryForObject(SINCE, Long.class, new SqlParameterValue(Types.TIMESTAMP, null)))
        .isZero();
  }

  @Test
  void settings_limitAndTime() {
    JdbcTemplate limited = new JdbcTemplate(new DriverManagerDataSource(EarthquakeArchive.url()));
    limited.setMaxRows(10);
    limited.setFetchSize(5);
    limited.setQueryTimeout(30);
    assertThat(limited.query("SELECT text FROM events", new SingleColumnRowMapper<>(String.class)))
        .hasSize(10);
    try (Stream<Double> values =
        jdbc.queryForStream("SELECT \"value\" FROM events", (row, n) -> row.getDouble(1))) {
      assertThat(values.limit(25).count()).isEqualTo(25);
    }
  }

  @Test
  void namedParametersAndClient() {
    NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(jdbc);
    Long strong =
        named.queryForObject(
            "SELECT count(*) FROM events WHERE \"value\" >= :least AND \"value\" < :most",
            Map.of("least", 5, "most", 10),
            Long.class);
    assertThat(strong)
        .isEqualTo(
            JdbcClient.create(jdbc)
                .sql("SELECT count(*) FROM events WHERE \"value\" BETWEEN ? AND ?")
                .params(5, 9.999)
                .query(Long.class)
                .single());
  }

  @Test
  void failures_areTranslatedBySqlState() {
    assertThatThrownBy(() -> jdbc.queryForList("SELECT nothing FROM events"))
        .isInstanceOf(BadSqlGrammarException.class);
    assertThatThrownBy(() -> jdbc.update("DELETE FROM events")).hasMessageContaining("read-only");
  }
}
