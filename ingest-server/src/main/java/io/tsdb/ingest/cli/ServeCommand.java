package io.tsdb.ingest.cli;

import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.ingest.http.ServerOptions;
import io.tsdb.ingest.seal.IngestOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Takes events in over HTTP, keeps them in a log, seals them into the archive, and answers"
          + " queries that include what is not sealed yet.",
      "",
      "It listens on this machine's loopback address only, since it asks nobody for a password.",
      "Ctrl-C or SIGTERM ends it; what is not sealed stays in --data and is sealed after the next"
          + " start.",
      "",
      "Example: tsdb serve --archive s3://bucket/prefix --data /var/lib/tsdb --port 8080"
    })
final class ServeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of the log, on a disk that is not lost: acknowledged events lie there until they"
              + " are sealed. Used by one server at a time.")
  private Path data;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port to listen on; 0 for any free one. Default: 8080.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Loopback address to listen on: 127.0.0.1, localhost or ::1.")
  private String host;

  @Option(
      names = "--writer",
      paramLabel = "NAME",
      description =
          "Name in the segments' keys, unique among all who write to the archive. Default: a"
              + " random one, kept in --data.")
  private String writer;

  @Option(
      names = "--seal-size",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      converter = ByteSize.Converter.class,
      description = "Seal when the events not sealed take this much. Default: 256MiB.")
  private ByteSize sealSize;

  @Option(
      names = "--seal-age",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description = "Seal when the oldest event not sealed is this old. Default: 5m.")
  private Duration sealAge;

  @Option(
      names = "--listing-ttl",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationConverter.OrZero.class,
      description =
          "How long one listing of the archive answers queries: what other servers seal may be seen"
              + " so much later, what this one seals is seen at once. 0 lists for each query."
              + " Default: 5s.")
  private Duration listingTtl;

  @Override
  public Integer call() throws Exception {
    ServerOptions listening;
    IngestOptions ingest;
    ArchiveOptions reading;
    try {
      reading = ArchiveOptions.of(StoreOptions.DEFAULT).withListingTtl(listingTtl);
      listening = ServerOptions.onPort(port).withHost(host);
      ingest = IngestOptions.of(data.toAbsolutePath()).withSeal(sealSize.bytes(), sealAge);
      ingest = writer == null ? ingest : ingest.withWriter(writer);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    ArchiveUrl url = archive.writable();
    try (RunningServer server = RunningServer.start(url, reading, ingest, listening)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "tsdb listens on "
              + server.url()
              + " (this machine only), archive "
              + url
              + ", writer "
              + server.writer());
      out.flush();
      server.awaitEnd();
    }
    return 0;
  }
}
