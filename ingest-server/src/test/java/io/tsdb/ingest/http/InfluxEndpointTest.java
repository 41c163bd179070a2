package io.tsdb.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.BadRequestException;
import io.tsdb.ingest.parse.Sources;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InfluxEndpointTest {

  /** As Telegraf's plugins cpu, mem and procstat write. */
  private static final String TELEGRAF =
      """
      cpu,cpu=cpu-total,host=web\\ 1 usage_idle=97.5,usage_user=1.25 1673205162000000000
      mem,host=web\\ 1 available=8123456512i,used_percent=23.5 1673205162000000000
      procstat,host=web\\ 1,process_name=java cmdline="java -jar \\"a b.jar\\"",pid=4711i,running=true 1673205162000000000
      """;

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(folder, ServerOptions.onPort(0).withBodyBytes(2_000_000));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/write?db=telegraf&rp=", "/api/v2/write?bucket=telegraf&org=home"})
  void telegraf_writesUnchanged(String path) throws Exception {
    HttpResponse<String> response =
        server.send(
            "POST",
            path,
            BodyPublishers.ofByteArray(Sources.gzip(TELEGRAF.getBytes(UTF_8))),
            "Content-Type",
            "text/plain; charset=utf-8",
            "Content-Encoding",
            "gzip");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(
            server.sql(
                "SELECT measurement, field, host, process_name, value, text FROM events"
                    + " WHERE ts = TIMESTAMP '2023-01-08 19:12:42' ORDER BY measurement, field"))
        .isEqualTo(
            """
            [["cpu","usage_idle","web 1",null,97.5,null],\
            ["cpu","usage_user","web 1",null,1.25,null],\
            ["mem","available","web 1",null,8.123456512E9,null],\
            ["mem","used_percent","web 1",null,23.5,null],\
            ["procstat","cmdline","web 1","java",null,"java -jar \\"a b.jar\\""],\
            ["procstat","pid","web 1","java",4711.0,null],\
            ["procstat","running","web 1","java",1.0,null]]""");
  }

  @Test
  void client_ofInfluxDb_writesAndIsToldWhatIsWrong() throws Exception {
    try (InfluxDBClient client =
        InfluxDBClientFactory.create(
            server.url().toString(), "a token".toCharArray(), "home", "b")) {
      assertThat(client.ping()).isTrue();
      assertThat(client.version()).isNotEmpty();
      client
          .getWriteApiBlocking()
          .writePoints(
              List.of(
                  Point.measurement("a, b=c")
                      .addTag("tag key", "tag=value, \\é")
                      .addField("note", "say \"hi\" \\ bye\nend")
                      .addField("count", 7L)
                      .time(Instant.parse("2023-01-08T19:12:42.254999999Z"), WritePrecision.NS),
                  Point.measurement("b").addField("on", true).time(1673205162L, WritePrecision.S)));

      assertThatThrownBy(
              () -> client.getWriteApiBlocking().writeRecord(WritePrecision.MS, "m f=1 1\nm f= 2"))
          .isInstanceOf(BadRequestException.class)
          .hasMessageContaining("unable to parse line 2: One event is wrong, nothing was stored")
          .hasMessageContaining("Expected fields as key=value");
    }
    assertThat(server.sql("SELECT ts, labels, value, text FROM events ORDER BY ts, labels"))
        .isEqualTo(
            """
            [["2023-01-08T19:12:42.000Z","{\\"field\\":\\"on\\",\\"measurement\\":\\"b\\"}",1.0,null],\
            ["2023-01-08T19:12:42.254Z","{\\"field\\":\\"count\\",\\"measurement\\":\\"a, b=c\\",\\"tag key\\":\\"tag=value, \\\\\\\\é\\"}",7.0,null],\
            ["2023-01-08T19:12:42.254Z","{\\"field\\":\\"note\\",\\"measurement\\":\\"a, b=c\\",\\"tag key\\":\\"tag=value, \\\\\\\\é\\"}",null,"say \\"hi\\" \\\\ bye\\nend"]]""");
  }

  @ParameterizedTest
  @CsvSource({
    "n, 1673205162254000000",
    "ns, 1673205162254000000",
    "u, 1673205162254000",
    "us, 1673205162254000",
    "ms, 1673205162254"
  })
  void precision_isTheUnitOfTimestamps(String precision, String timestamp) throws Exception {
    assertThat(
            server.send("POST", "/write?precision=" + precision, "m f=1 " + timestamp).statusCode())
        .isEqualTo(204);
    assertThat(server.sql("SELECT ts FROM events")).isEqualTo("[[\"2023-01-08T19:12:42.254Z\"]]");
  }

  @Test
  void precision_ofLongUnits() throws Exception {
    for (String written : List.of("s 1673204400", "m 27886740", "h 464779")) {
      String[] parts = written.split(" ", 2);
      server.send("POST", "/api/v2/write?precision=" + parts[0], "m f=1 " + parts[1]);
    }
    assertThat(server.sql("SELECT count(*), count(DISTINCT ts), min(ts) FROM events"))
        .isEqualTo("[[3,1,\"2023-01-08T19:00:00.000Z\"]]");
  }

  @Test
  void pointWithoutTimestamp_isOfNow() throws Exception {
    long before = System.currentTimeMillis();
    assertThat(server.send("POST", "/write?db=x", "m f=1").statusCode()).isEqualTo(204);
    long after = System.currentTimeMillis();

    JsonNode segment = TestServer.json(server.get("/api/segments?live=true")).at("/segments/0");
    assertThat(Instant.parse(segment.get("first").asText()).toEpochMilli())
        .isBetween(before, after);
  }

  @Test
  void oneWrongLine_andNothingIsStored() throws Exception {
    HttpResponse<String> first =
        server.send("POST", "/write?precision=ms", "m f=1 1\nm f=2 2\nm f=x 3\n");
    HttpResponse<String> second =
        server.send("POST", "/api/v2/write?precision=ms", "m f=1 1\nm f=x 3\n");

    assertThat(first.statusCode()).isEqualTo(400);
    assertThat(first.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(first.headers().firstValue("X-Influxdb-Error")).isPresent();
    assertThat(TestServer.json(first).get("error").asText())
        .startsWith("unable to parse line 3: One event is wrong, nothing was stored.")
        .contains("Expected a number");
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(second).get("code").asText()).isEqualTo("invalid");
    assertThat(TestServer.json(second).get("message").asText())
        .startsWith("unable to parse line 2");
    assertThat(server.rows()).isZero();
  }

  @Test
  void errors_haveTheFormOfTheirVersion() throws Exception {
    String large = "m f=\"" + "x".repeat(60_000) + "\" 1\n";

    HttpResponse<String> tooLarge = server.send("POST", "/api/v2/write", large.repeat(40));
    HttpResponse<String> unit = server.send("POST", "/write?precision=days", "m f=1 1");
    HttpResponse<String> packed =
        server.send("POST", "/api/v2/write", "m f=1 1", "Content-Encoding", "gzip");

    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(TestServer.json(tooLarge).get("code").asText()).isEqualTo("request too large");
    assertThat(unit.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(unit).get("error").asText())
        .isEqualTo("Expected precision ns, us, ms, s, m or h, found days");
    assertThat(packed.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(packed).get("message").asText()).startsWith("Expected a gzip body");
    server.closeLog();
    HttpResponse<String> closed = server.send("POST", "/api/v2/write", "m f=1 1");
    assertThat(closed.statusCode()).isEqualTo(503);
    assertThat(closed.headers().firstValue("Retry-After")).isPresent();
    assertThat(TestServer.json(closed).get("code").asText()).isEqualTo("unavailable");
  }

  @Test
  void nothing_isWritten() throws Exception {
    assertThat(server.send("POST", "/write", "\n# only a comment\n").statusCode()).isEqualTo(204);
    assertThat(server.rows()).isZero();
  }

  @Test
  void ping_tellsAVersion() throws Exception {
    HttpResponse<String> ping = server.get("/ping");

    assertThat(ping.statusCode()).isEqualTo(204);
    assertThat(ping.headers().firstValue("X-Influxdb-Version")).isPresent();
    assertThat(server.send("HEAD", "/ping", "").statusCode()).isEqualTo(204);
    assertThat(TestServer.json(server.get("/ping?verbose=true")).get("version").asText())
        .isNotEmpty();
  }

  @Test
  void createDatabase_isTolerated_otherStatementsAreNot() throws Exception {
    HttpResponse<String> form =
        server.send(
            "POST",
            "/query",
            "q=CREATE+DATABASE+%22telegraf%22",
            "Content-Type",
            "application/x-www-form-urlencoded");
    HttpResponse<String> url = server.get("/query?q=create%20database%20telegraf");
    HttpResponse<String> other = server.get("/query?q=DROP%20DATABASE%20telegraf");
    HttpResponse<String> none = server.send("POST", "/query", "x=%zz");

    assertThat(form.body()).isEqualTo("{\"results\":[{\"statement_id\":0}]}");
    assertThat(form.statusCode()).isEqualTo(200);
    assertThat(url.body()).isEqualTo(form.body());
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(other).get("error").asText())
        .contains("Expected CREATE DATABASE", "DROP DATABASE telegraf", "/api/events/query");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(none).get("error").asText()).startsWith("Expected");
  }
}
