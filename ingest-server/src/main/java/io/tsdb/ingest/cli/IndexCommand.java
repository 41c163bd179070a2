package io.tsdb.ingest.cli;

import io.tsdb.archive.catalog.IndexFile;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes an archive's {@code index.json}. */
@Command(
    name = "index",
    description = {
      "Writes index.json into an archive, which names all its segments, so that any web server that"
          + " serves the archive's folder, with byte ranges, serves the archive: it is then read as"
          + " http(s)://host/path.",
      "",
      "Run it again after segments were added or removed: readers see what the index names. It is"
          + " replaced in one piece, so it may be read meanwhile.",
      "",
      "Example: tsdb index --archive file:///var/www/quakes, and then tsdb query --archive"
          + " https://example.org/quakes \"SELECT count(*) FROM events\""
    })
final class IndexCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Override
  public Integer call() throws Exception {
    Logs.onlyErrors();
    ArchiveUrl url = archive.readable();
    if (url instanceof ArchiveUrl.Http) {
      throw new Failure(
          "Expected a file: or s3: URL as --archive, found "
              + url
              + ": index the folder or bucket that the web server serves; an ingest server needs no"
              + " index");
    }
    int segments;
    try (ObjectStore store = ObjectStores.open(url, StoreOptions.DEFAULT)) {
      segments = IndexFile.write(store);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Wrote "
            + IndexFile.KEY
            + " of "
            + url
            + ": "
            + segments
            + (segments == 1 ? " segment" : " segments"));
    out.flush();
    return 0;
  }
}
