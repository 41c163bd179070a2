package io.tsdb.ingest.cli;

import io.tsdb.archive.store.ArchiveUrl;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option {@code --archive}. */
final class ArchiveOption {

  @Option(
      names = "--archive",
      required = true,
      paramLabel = "URL",
      description =
          "The archive: file:///path, s3://bucket/prefix?endpoint=..., or to read from,"
              + " http(s)://host/path of a server or of an archive published by index.")
  private String url;

  /** The archive, to be read. */
  ArchiveUrl readable() throws IOException {
    return ArchiveUrl.parse(url);
  }

  /** The archive, to be written to. */
  ArchiveUrl writable() throws IOException, Failure {
    ArchiveUrl archive = ArchiveUrl.parse(url);
    if (archive instanceof ArchiveUrl.Http) {
      throw new Failure(
          "Expected a file: or s3: URL as --archive, found "
              + archive
              + ": a server's archive is written by that server; send events to it by PUT "
              + archive
              + "/api/events");
    }
    return archive;
  }
}
