package io.tsdb.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tsdb.archive.Archive;
import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.ingest.seal.IngestOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A real server on an archive in a folder, with a client. */
final class TestServer implements AutoCloseable {

  /** The client sets some headers itself unless this is said before it is loaded. */
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection,content-length");
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Archive archive;
  private final Ingest ingest;
  private final TsdbServer server;

  private TestServer(Archive archive, Ingest ingest, TsdbServer server) {
    this.archive = archive;
    this.ingest = ingest;
    this.server = server;
  }

  static TestServer start(Path folder) throws IOException {
    return start(folder, ServerOptions.onPort(0));
  }

  static TestServer start(Path folder, ServerOptions options) throws IOException {
    Archive archive =
        Archive.open(
            new ArchiveUrl.File(folder.resolve("archive").toAbsolutePath()),
            // tests change files behind the server's back
            ArchiveOptions.of(StoreOptions.DEFAULT).withListingTtl(Duration.ZERO));
    Ingest ingest =
        Ingest.start(
            IngestOptions.of(folder.resolve("data"))
                .withWriter("w")
                .withSeal(1L << 30, Duration.ofHours(1)),
            archive);
    return new TestServer(archive, ingest, TsdbServer.start(options, ingest, archive));
  }

  URI url() {
    return server.url();
  }

  HttpResponse<String> put(String body, String... headers)
      throws IOException, InterruptedException {
    return send("PUT", "/api/events", BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> put(byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send("PUT", "/api/events", BodyPublishers.ofByteArray(body), headers);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(method, path, BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(method, path, body, headers), BodyHandlers.ofString(UTF_8));
  }

  HttpResponse<byte[]> bytes(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        request(method, path, BodyPublishers.noBody(), headers), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> bytes(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        request(method, path, BodyPublishers.ofByteArray(body), headers),
        BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  /** Sends bytes as they are and returns all that comes back until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(url().getHost(), url().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Like {@link #raw}, and says that nothing more will be sent; the answer is still read. */
  String rawToEnd(String request) throws IOException {
    try (Socket socket = new Socket(url().getHost(), url().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** How many events the server shows, sealed or not. */
  long rows() throws IOException, InterruptedException {
    long rows = 0;
    for (JsonNode segment : json(get("/api/segments?live=true")).get("segments")) {
      rows += segment.get("rows").asLong();
    }
    return rows;
  }

  /** The rows of a statement, as JSON. */
  String sql(String statement) throws IOException, InterruptedException {
    String request = JSON.writeValueAsString(Map.of("query", statement));
    HttpResponse<String> response = send("POST", "/api/events/query", request);
    if (response.statusCode() != 200) {
      throw new AssertionError("Expected rows, found " + response.body());
    }
    return json(response).get("rows").toString();
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** Closes the log below the server, as its end does while requests still come in. */
  void closeLog() throws IOException {
    ingest.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    ingest.close();
    archive.close();
  }
}
