package io.tsdb.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Segments written, and read in place over a network: requests, bytes, and what waits for what. */
final class RangeBenchmark implements Benchmark {

  @Override
  public String name() {
    return "range";
  }

  @Override
  public String description() {
    return "reading segments in place from servers 30 ms away; sealing";
  }

  @Override
  public List<String> cases() {
    return List.of("sealing", "day", "scan", "text", "hours", "small", "listed");
  }

  @Override
  public void run(String name, Scale scale, Path scratch, Consumer<Row> rows) throws Exception {
    switch (name) {
      case "sealing" -> new SealingCase(scale, scratch).run(rows);
      case "day" -> {
        DaySegment day = DaySegment.write(scale.dayRows(), folder(scratch, "day"));
        onEachSite(
            scratch,
            site -> {
              site.upload("day", List.of(day.file()));
              new TimeRangeCases(day, site).run(rows);
            });
      }
      case "scan" -> {
        DaySegment day = DaySegment.write(scale.dayRows(), folder(scratch, "day"));
        FullScanCase scan = new FullScanCase(day);
        scan.runInFolder(folder(scratch, "archive"), rows);
        onEachSite(scratch, site -> scan.run(site, rows));
      }
      case "text" -> {
        TextSearchCase texts = TextSearchCase.write(scale, folder(scratch, "segments"));
        onEachSite(scratch, site -> texts.run(site, rows));
      }
      case "hours" -> {
        HoursCase hours = HoursCase.write(scale, folder(scratch, "segments"));
        onEachSite(scratch, site -> hours.run(site, rows));
      }
      case "small" -> new SmallSegmentsCase(scale, scratch).run(rows);
      case "listed" -> {
        ListedSegmentsCase listed = ListedSegmentsCase.write(scale, folder(scratch, "segments"));
        onEachSite(scratch, site -> listed.run(site, rows));
      }
      default ->
          throw new IllegalArgumentException("Expected one of " + cases() + ", found " + name);
    }
  }

  /** What is measured at a server. */
  @FunctionalInterface
  private interface Measured {
    void run(Site site) throws Exception;
  }

  private static void onEachSite(Path scratch, Measured measured) throws Exception {
    try (Site bucket = Site.s3Proxy(folder(scratch, "bucket"))) {
      measured.run(bucket);
    }
    try (Site web = Site.webServer(folder(scratch, "web"))) {
      measured.run(web);
    }
    try (Site server = Site.ingestServer(folder(scratch, "server"))) {
      measured.run(server);
    }
  }

  private static Path folder(Path scratch, String name) throws IOException {
    return Files.createDirectory(scratch.resolve(name));
  }
}
