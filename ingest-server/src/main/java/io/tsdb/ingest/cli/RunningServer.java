package io.tsdb.ingest.cli;

import io.tsdb.archive.Archive;
import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.ingest.http.ServerOptions;
import io.tsdb.ingest.http.TsdbServer;
import io.tsdb.ingest.seal.Ingest;
import io.tsdb.ingest.seal.IngestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archive, ingest and HTTP server, put together, until closed. When the process is told to end, by
 * Ctrl-C or SIGTERM, it is closed as well.
 */
final class RunningServer implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(RunningServer.class);

  private final Archive archive;
  private final Ingest ingest;
  private final TsdbServer server;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::closeAtExit, "close-server");
  private boolean closed;

  private RunningServer(Archive archive, Ingest ingest, TsdbServer server) {
    this.archive = archive;
    this.ingest = ingest;
    this.server = server;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static RunningServer start(
      ArchiveUrl url, ArchiveOptions reading, IngestOptions options, ServerOptions listening)
      throws IOException {
    if (url instanceof ArchiveUrl.File file) {
      makeFolder(file);
    }
    Archive archive = Archive.open(url, reading);
    try {
      Ingest ingest = Ingest.start(options, archive);
      try {
        TsdbServer server = TsdbServer.start(listening, ingest, archive);
        return new RunningServer(archive, ingest, server);
      } catch (IOException | RuntimeException e) {
        ingest.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      try {
        archive.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * A reader takes a folder that does not exist for a mistyped one, so it is made now, not with the
   * first segment. Where it can't be, the server starts all the same: events are safe in the log.
   */
  private static void makeFolder(ArchiveUrl.File archive) {
    try {
      Files.createDirectories(archive.root());
    } catch (IOException e) {
      LOGGER.warn(
          "The folder of archive {} cannot be made yet, it is tried again when events are sealed:"
              + " {}",
          archive,
          e.toString());
    }
  }

  URI url() {
    return server.url();
  }

  /** The name under which segments are written. */
  String writer() {
    return ingest.status().writer();
  }

  /** Waits until the process is told to end, or this thread, by interrupting it. */
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      // The flag stays cleared: closing in order, which follows, must not be interrupted.
      ended.countDown();
    }
  }

  private void closeAtExit() {
    try {
      shutDown();
    } catch (IOException | RuntimeException e) {
      System.err.println("tsdb: the server did not end in order: " + e.getMessage());
    }
  }

  /** HTTP first, so that nothing new comes in; then the log is made durable; the archive last. */
  @SuppressWarnings("try")
  private synchronized void shutDown() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (Archive closedLast = archive;
        Ingest closedSecond = ingest;
        TsdbServer closedFirst = server) {
      ended.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // the process is ending: the hook does it
    }
    shutDown();
  }
}
