package io.tsdb.ingest.cli;

import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.ingest.http.PortTakenException;
import io.tsdb.ingest.http.ServerOptions;
import io.tsdb.ingest.seal.IngestOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole way of real events, from HTTP to SQL, on this machine alone. */
@Command(
    name = "demo",
    description = {
      "Starts a server on an archive in a temporary folder, sends it 1,707 real earthquakes over"
          + " HTTP, seals them, asks five questions in SQL over JDBC, and stays up to be tried.",
      "",
      "Ctrl-C ends it and deletes the folder. The earthquakes are those of a week of 2018, by the"
          + " U.S. Geological Survey (public domain)."
    })
final class DemoCommand implements Callable<Integer> {

  private static final String EVENTS = "earthquakes.ndjson";

  private static final long DEMO_SEAL_BYTES = 16L << 20;
  private static final Duration DEMO_SEAL_AGE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port to listen on; any free one if it is taken, or with 0. Default: 8080.")
  private int port;

  @Option(names = "--exit", description = "End after the questions instead of staying up.")
  private boolean exit;

  private PrintWriter out;

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    Logs.onlyErrors();
    try (TemporaryFolder folder = TemporaryFolder.in(TemporaryFolder.ofMachine(), "tsdb-demo-");
        RunningServer server = start(folder.path())) {
      say("A server listens on " + server.url() + ", its archive is " + archive(folder.path()));
      send(server.url());
      String jdbc = "jdbc:tsdb:" + server.url();
      try (Connection connection = DriverManager.getConnection(jdbc)) {
        for (DemoQuestion question : DemoQuestion.ALL) {
          say("");
          say("-- " + question.title());
          say(question.sql() + ";");
          var unused =
              QueryCommand.print(connection, question.sql(), out, QueryCommand.Format.TABLE);
        }
      }
      if (!exit) {
        sayHowToConnect(server.url(), jdbc);
        server.awaitEnd();
      }
    }
    return 0;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private static ArchiveUrl archive(Path folder) {
    return new ArchiveUrl.File(folder.toAbsolutePath().resolve("archive"));
  }

  private RunningServer start(Path folder) throws IOException {
    try {
      return start(folder, port);
    } catch (PortTakenException e) {
      say(e.getMessage() + ": taking another port");
      return start(folder, 0);
    }
  }

  private static RunningServer start(Path folder, int port) throws IOException {
    return RunningServer.start(
        archive(folder),
        ArchiveOptions.of(StoreOptions.DEFAULT),
        IngestOptions.of(folder.toAbsolutePath().resolve("data"))
            .withWriter("demo")
            // so that it asks for little free disk
            .withSeal(DEMO_SEAL_BYTES, DEMO_SEAL_AGE),
        ServerOptions.onPort(port));
  }

  private void send(URI server) throws IOException, InterruptedException, Failure {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    BodyPublisher events =
        BodyPublishers.ofInputStream(() -> DemoCommand.class.getResourceAsStream(EVENTS));
    say("PUT /api/events    " + call(client, server, "/api/events", "PUT", events));
    say(
        "POST /api/admin/seal    "
            + call(client, server, "/api/admin/seal", "POST", BodyPublishers.noBody()));
  }

  private static String call(
      HttpClient client, URI server, String path, String method, BodyPublisher body)
      throws IOException, InterruptedException, Failure {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/x-ndjson")
            .timeout(Duration.ofMinutes(2))
            .method(method, body)
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new Failure(
          method + " " + path + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private void sayHowToConnect(URI server, String jdbc) {
    say("");
    say("It stays up until Ctrl-C. To go on:");
    say("  a SQL tool     driver driver/target/tsdb-jdbc.jar, class io.tsdb.jdbc.TsdbDriver,");
    say("                 URL " + jdbc);
    say("  a query        curl -G " + server + "/api/events/query \\");
    say("                   --data-urlencode \"query=SELECT ts, value, text FROM events LIMIT 3\"");
    say("  an event       curl -X PUT " + server + "/api/events -d \\");
    say(
        "                   '{\"timestamp\": \"2023-01-08T19:12:42Z\", \"sensor\": \"a\", \"value\": 1.5}'");
  }
}
