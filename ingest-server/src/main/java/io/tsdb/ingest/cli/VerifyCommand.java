package io.tsdb.ingest.cli;

import io.tsdb.archive.Archive;
import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.vfs.ArchiveCheck;
import io.tsdb.archive.vfs.CheckSummary;
import io.tsdb.archive.vfs.Finding;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads an archive and tells what is wrong with it. */
@Command(
    name = "verify",
    description = {
      "Reads every segment of an archive, and says what is wrong with which.",
      "",
      "Checked are each file's pages, its name and folder, its facts, the order of its events, its"
          + " series, zones, text index and view; and of the archive, that nothing else lies below"
          + " events/, that seals do not overlap, and that label keys are in catalog/.",
      "",
      "A line for each finding: the key, what was expected, what was found; of findings of one kind"
          + " in one segment the first, with the number of others. Then a summary. Nothing is"
          + " changed. Values and ids of events are held nowhere twice, so a change of them that"
          + " leaves the file readable is not noticed."
    },
    exitCodeList = {
      "0:nothing is wrong",
      "1:something is wrong or could not be read",
      "2:the command line is wrong"
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Override
  public Integer call() throws Exception {
    Logs.onlyErrors();
    ArchiveUrl url = archive.readable();
    PrintWriter out = spec.commandLine().getOut();
    CheckSummary summary;
    // what there is now, not what another command of this process has seen
    ArchiveOptions options = ArchiveOptions.of(StoreOptions.DEFAULT).withListingTtl(Duration.ZERO);
    try (Archive opened = Archive.open(url, options);
        Report report = new Report(out)) {
      summary =
          new ArchiveCheck(opened.store(), opened.catalog(), opened.databases(), report).run();
    }
    out.println(
        String.format(
            Locale.ROOT,
            "Checked %s of %s: %s, %s read, %s",
            counted(summary.segments(), "segment"),
            url,
            counted(summary.rows(), "row"),
            counted(summary.bytes(), "byte"),
            counted(summary.findings(), "finding")));
    out.flush();
    if (out.checkError()) {
      throw new Failure("The findings could not be written: their reader has gone away");
    }
    return summary.findings() == 0 ? 0 : 1;
  }

  static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Prints findings as they come, and shows on a terminal how far the check is. */
  private static final class Report implements ArchiveCheck.Listener, AutoCloseable {

    private final PrintWriter out;
    private ProgressLine progress = ProgressLine.none();
    private boolean started;

    Report(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void found(Finding finding) {
      out.println(finding);
      out.flush();
    }

    @Override
    public void progress(long bytes, long of) {
      if (!started) {
        started = true;
        progress = ProgressLine.start("Checking", of);
      }
      progress.to(bytes);
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
