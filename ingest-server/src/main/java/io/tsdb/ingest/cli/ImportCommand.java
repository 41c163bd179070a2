package io.tsdb.ingest.cli;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.ingest.influx.TimePrecision;
import io.tsdb.ingest.parse.EventProblem;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.InvalidEventException;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads files into an archive. */
@Command(
    name = "import",
    description = {
      "Loads files of events into an archive, without a server.",
      "",
      "A file's name tells its format; each may also end in .gz:",
      "  .ndjson  events as for PUT /api/events: objects one after the other, or an array",
      "  .csv     a header line; column timestamp, ts or time, and any of value, text, id;",
      "           every other column is a label, an empty cell is absent",
      "  .lp      InfluxDB line protocol; each field is an event with label field",
      "",
      "All files are read and checked first. One mistake, and nothing is imported. Then the"
          + " segments appear in the archive one by one; if one cannot be created, those before"
          + " it are deleted again. Files are not remembered: a file given twice, or imported"
          + " again, makes its events twice."
    })
final class ImportCommand implements Callable<Integer> {

  /** Most mistakes that are told before reading ends. */
  private static final int TOLD_PROBLEMS = 10;

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Option(
      names = "--precision",
      defaultValue = "NS",
      description = "Unit of timestamps in line protocol: ns, us, ms, s, m or h. Default: ns.")
  private TimePrecision precision;

  @Option(
      names = "--seal-size",
      defaultValue = "64MiB",
      paramLabel = "SIZE",
      converter = ByteSize.Converter.class,
      description = "Memory that events take until they become segments. Default: 64MiB.")
  private ByteSize sealSize;

  @Option(
      names = "--temp",
      paramLabel = "DIR",
      description =
          "Where segments wait until all is read; needs room for all of them. Default: the"
              + " machine's folder for temporary files.")
  private Path temp = TemporaryFolder.ofMachine();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
  private List<Path> files;

  private int problems;

  @Override
  public Integer call() throws Exception {
    Logs.onlyErrors();
    ArchiveUrl url = archive.writable();
    long bytes = 0;
    for (Path file : files) {
      formatOf(file);
      if (!Files.isRegularFile(file)) {
        throw new Failure("Expected a file, found none at " + file);
      }
      bytes += Files.size(file);
    }
    try (TemporaryFolder folder = TemporaryFolder.in(temp, "tsdb-import-");
        ObjectStore store = ObjectStores.open(url, StoreOptions.DEFAULT)) {
      EventImport load = new EventImport(folder.path(), sealSize.bytes());
      try (ProgressLine progress = ProgressLine.start("Reading", bytes)) {
        for (Path file : files) {
          read(file, load, progress);
        }
      }
      if (problems > 0) {
        throw new Failure(
            "Nothing was imported: "
                + (problems >= TOLD_PROBLEMS ? "at least " : "")
                + problems
                + (problems == 1 ? " event is wrong" : " events are wrong"));
      }
      int segments;
      try (ProgressLine progress = ProgressLine.start("Storing", bytes)) {
        long total = bytes;
        segments = load.publish(store, (done, of) -> progress.to(total * done / of));
      }
      tell(url, load, segments);
    }
    return 0;
  }

  private EventFile formatOf(Path file) {
    return EventFile.named(file.getFileName().toString())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "Expected files named *.ndjson, *.csv or *.lp, or one of these with .gz, found "
                        + file));
  }

  private void read(Path file, EventImport load, ProgressLine progress)
      throws IOException, Failure {
    try (InputStream bytes = progress.counting(Files.newInputStream(file));
        EventSource source = formatOf(file).open(bytes, precision)) {
      boolean more = true;
      while (more && problems < TOLD_PROBLEMS) {
        try {
          Optional<Event> event = source.next();
          more = event.isPresent();
          if (more && problems == 0) {
            load.add(event.get());
          }
        } catch (InvalidEventException e) {
          tell(file, e.problem());
          more = e.rest() == Rest.READABLE;
        }
      }
    } catch (ZipException | EOFException e) {
      throw new Failure(
          "Nothing was imported: expected " + file + " to be gzip, but " + e.getMessage(), e);
    }
  }

  private void tell(Path file, EventProblem problem) {
    problems++;
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        file
            + ":"
            + problem.line()
            + ": "
            + (problem.pointer().isEmpty() ? "" : problem.pointer() + ": ")
            + problem.message());
  }

  private void tell(ArchiveUrl url, EventImport load, int segments) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "Imported %d events from %d %s into %d %s of %s, as writer %s",
            load.events(),
            files.size(),
            files.size() == 1 ? "file" : "files",
            segments,
            segments == 1 ? "segment" : "segments",
            url,
            load.writer()));
    out.flush();
  }
}
