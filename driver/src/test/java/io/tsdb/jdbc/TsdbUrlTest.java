package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.TimeRange;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TsdbUrlTest {

  private static final String S3 = "jdbc:tsdb:s3://bucket/prefix";

  private static TsdbUrl parse(String url, String... properties) throws SQLException {
    return TsdbUrl.parse(url, properties(properties));
  }

  private static Properties properties(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }

  @Test
  void accepts_onlyItsOwnPrefix() throws SQLException {
    TsdbDriver driver = new TsdbDriver();
    assertThat(driver.acceptsURL("jdbc:tsdb:file:///x")).isTrue();
    assertThat(driver.acceptsURL("JDBC:TSDB:file:///x")).isTrue();
    assertThat(driver.acceptsURL("jdbc:sqlite:file:///x")).isFalse();
    assertThat(driver.connect("jdbc:sqlite:x", new Properties())).isNull();
    assertThatThrownBy(() -> driver.acceptsURL(null)).isInstanceOf(SQLException.class);
  }

  @Test
  void archive_keepsTheStoresPropertiesAndNoOthers() throws SQLException {
    TsdbUrl url =
        parse(
            S3 + "?endpoint=http%3A%2F%2F127.0.0.1%3A9000&Type=spark&accessKeyId=AK&pathStyle=true",
            "region",
            "eu-central-1",
            "path",
            "ignored");
    assertThat(url.archive())
        .isEqualTo(
            "s3://bucket/prefix?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=eu-central-1&pathStyle=true");
    assertThat(parse("jdbc:tsdb:http://host:1/?region=x&foo=bar").archive())
        .isEqualTo("http://host:1/");
    assertThat(parse("jdbc:tsdb:file:///a%20b?endpoint=x").archive()).isEqualTo("file:///a%20b");
  }

  @Test
  void values_ofTheUrlGoBeforeThoseOfProperties() throws SQLException {
    assertThat(parse(S3 + "?token=url", "token", "property").token()).contains("url");
    assertThat(parse(S3 + "?token=", "token", "property").token()).contains("property");
    assertThat(parse(S3, "TOKEN", " spaces ").token()).contains("spaces");
  }

  @Test
  void values_keepAPlusSignAsItIs() throws SQLException {
    assertThat(parse(S3 + "?secretAccessKey=a+b%2Bc%2F").secretAccessKey()).contains("a+b+c/");
  }

  @Test
  void userAndPassword_standInForKeysAndToken() throws SQLException {
    TsdbUrl url = parse(S3, "user", "id", "password", "secret");
    assertThat(url.accessKeyId()).contains("id");
    assertThat(url.secretAccessKey()).contains("secret");
    assertThat(url.token()).contains("secret");
    assertThat(parse(S3, "user", "", "password", "").accessKeyId()).isEmpty();
  }

  @Test
  void restriction_readsTimesAndWholeDays() throws SQLException {
    assertThat(parse(S3).restriction()).isEqualTo(TimeRange.ALL);
    assertThat(parse(S3 + "?start=2022-01-01&end=2022-12-31").restriction())
        .isEqualTo(range("2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z"));
    assertThat(
            parse(S3, "start", "1640995200000", "end", "2022-01-02T01:00:00+01:00").restriction())
        .isEqualTo(range("2022-01-01T00:00:00Z", "2022-01-02T00:00:00Z"));
  }

  private static TimeRange range(String start, String end) {
    return new TimeRange(Instant.parse(start).toEpochMilli(), Instant.parse(end).toEpochMilli());
  }

  @Test
  void restriction_refusesWhatIsNoRange() {
    assertThatThrownBy(() -> parse(S3 + "?start=yesterday").restriction())
        .isInstanceOf(SQLException.class)
        .hasMessage(
            "Expected property start to be epoch milliseconds or a time such as"
                + " 2023-01-08T19:12:42Z, found yesterday")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("22023");
    assertThatThrownBy(() -> parse(S3 + "?start=2023-01-02&end=2023-01-01T00:00Z").restriction())
        .hasMessageContaining("not to lie before start");
  }

  @Test
  void toString_andMessages_holdNoSecret() throws SQLException {
    String secrets = "?accessKeyId=AKID&secretAccessKey=s3cret&sessionToken=s3cret&token=s3cret";
    TsdbUrl url = parse(S3 + secrets, "password", "s3cret", "user", "AKID");
    assertThat(url.toString()).isEqualTo(S3);
    assertThat(url.archive()).doesNotContain("s3cret", "AKID");
    assertThatThrownBy(() -> parse(S3 + "?secretAccessKey=s3cret%zz"))
        .hasMessageContaining("secretAccessKey")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> parse("jdbc:tsdb://user:s3cret@host/x"))
        .isInstanceOf(SQLException.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void pathStyle_isOneOfItsChoices() {
    assertThatThrownBy(() -> parse(S3 + "?pathStyle=maybe").archive())
        .hasMessage("Expected property pathStyle to be one of true, false, found maybe");
  }

  @Test
  void propertyInfo_namesAllPropertiesAndShowsNoSecret() throws SQLException {
    DriverPropertyInfo[] infos =
        new TsdbDriver()
            .getPropertyInfo(
                S3 + "?region=eu-west-1&secretAccessKey=s3cret", properties("token", "s3cret"));
    assertThat(infos).hasSize(TsdbProperty.values().length);
    assertThat(infos).allSatisfy(info -> assertThat(info.description).isNotBlank());
    assertThat(Arrays.stream(infos).map(info -> info.value)).doesNotContain("s3cret");
    assertThat(Arrays.stream(infos).filter(info -> info.name.equals("region")))
        .extracting(info -> info.value)
        .containsExactly("eu-west-1");
  }

  @Test
  void memoryLimit_isASize() throws SQLException {
    assertThat(parse(S3).memoryLimit()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(parse(S3 + "?memoryLimit=64KiB").memoryLimit()).isEqualTo(65_536);
    assertThat(parse(S3, "MEMORYLIMIT", "100000").memoryLimit()).isEqualTo(100_000);
    assertThat(parse(S3, "memoryLimit", "3 mb").memoryLimit()).isEqualTo(3L << 20);
    assertThat(parse(S3, "memoryLimit", "2g").memoryLimit()).isEqualTo(2L << 30);
    for (String wrong : new String[] {"much", "-1", "63KiB", "1e9", "999999999999999g", "0"}) {
      assertThatThrownBy(() -> parse(S3, "memoryLimit", wrong).memoryLimit())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Expected property memoryLimit to be a size of at least 64KiB")
          .hasMessageEndingWith("found " + wrong);
    }
  }

  @Test
  void listingTtl_isADuration() throws SQLException {
    assertThat(parse(S3).listingTtl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(parse(S3 + "?listingTtl=0").listingTtl()).isZero();
    assertThat(parse(S3 + "?listingTtl=250ms").listingTtl()).isEqualTo(Duration.ofMillis(250));
    assertThat(parse(S3, "LISTINGTTL", "7").listingTtl()).isEqualTo(Duration.ofSeconds(7));
    assertThat(parse(S3, "listingTtl", "2 M").listingTtl()).isEqualTo(Duration.ofMinutes(2));
    assertThat(parse(S3, "listingTtl", "24h").listingTtl()).isEqualTo(Duration.ofDays(1));
    for (String wrong : new String[] {"soon", "-1s", "25h", "1e3", "99999999999"}) {
      assertThatThrownBy(() -> parse(S3, "listingTtl", wrong).listingTtl())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Expected property listingTtl to be a duration from 0 to 24h")
          .hasMessageEndingWith("found " + wrong);
    }
  }
}
