package io.tsdb.ingest.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandsTest {

  private static final Pattern URL = Pattern.compile("listens on (http://127\\.0\\.0\\.1:[0-9]+)");

  private static final Pattern ARCHIVE = Pattern.compile("archive is file://(\\S+)/archive");

  @TempDir private Path folder;

  @Test
  void serve_untilItIsToldToEnd() throws Exception {
    Path archive = folder.resolve("archive").toAbsolutePath();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    AtomicInteger code = new AtomicInteger(-1);
    Thread serving =
        new Thread(
            () ->
                code.set(
                    Tsdb.run(
                        new String[] {"serve", "--archive", "file://" + archive, "--port", "0"},
                        Map.of("TSDB_DATA", folder.resolve("data").toString(), "TSDB_WRITER", "me"),
                        new PrintWriter(out),
                        new PrintWriter(err))));
    serving.start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> URL.matcher(out.toString()).find());
      assertThat(out.toString().lines()).hasSize(1);
      assertThat(out.toString()).contains("this machine only", "file://" + archive, "writer me");
      Matcher matcher = URL.matcher(out.toString());
      assertThat(matcher.find()).isTrue();
      HttpRequest put =
          HttpRequest.newBuilder(URI.create(matcher.group(1) + "/api/events"))
              .PUT(BodyPublishers.ofString("{\"timestamp\":1,\"value\":2}"))
              .build();
      assertThat(HttpClient.newHttpClient().send(put, BodyHandlers.ofString()).body())
          .isEqualTo("{\"accepted\":1}");
      CommandLineRun asked =
          CommandLineRun.of(
              "query",
              "--archive",
              matcher.group(1),
              "--format",
              "csv",
              "SELECT value FROM events");
      assertThat(asked.out()).isEqualTo("\"value\"\r\n2.0\r\n");
    } finally {
      serving.interrupt();
      serving.join(60_000);
    }
    assertThat(code).hasValue(0);
    assertThat(err).hasToString("");
  }

  @Test
  void serve_onAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLineRun run =
          CommandLineRun.of(
              "serve",
              "--archive",
              "file://" + folder.resolve("archive"),
              "--data",
              folder.resolve("data").toString(),
              "--port",
              Integer.toString(taken.getLocalPort()));

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("\tat ");
    }
  }

  @Test
  void serve_refusesTheArchiveOfAServer() {
    CommandLineRun run =
        CommandLineRun.of(
            "serve", "--archive", "http://127.0.0.1:1", "--data", folder.toString(), "--port", "0");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Expected a file: or s3: URL");
  }

  @Test
  void demo_asksItsQuestions() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLineRun run =
          CommandLineRun.of("demo", "--exit", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.out())
          .contains("taking another port")
          .contains("{\"accepted\":1707}")
          .contains("        1707\n(1 row)".replace("\n", System.lineSeparator()))
          .contains("2018-02-01T00:00:00.000Z |         231")
          .contains("2018-02-06T15:50:42.400Z |       6.4 | 22km NNE of Hualian, Taiwan")
          .contains("Kodiak, Alaska")
          .contains(" ci      |         386 |      2.96");
      Matcher archive = ARCHIVE.matcher(run.out());
      assertThat(archive.find()).isTrue();
      assertThat(Path.of(archive.group(1))).doesNotExist();
    }
  }

  @Test
  void demo_hasAllEarthquakes() throws Exception {
    try (var stream = DemoCommand.class.getResourceAsStream("earthquakes.ndjson")) {
      assertThat(new String(stream.readAllBytes(), UTF_8).lines()).hasSize(1707);
    }
  }
}
