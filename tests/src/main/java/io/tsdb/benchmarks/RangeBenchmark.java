package io.tsdb.benchmarks;

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
    return "reading segments in place from S3Proxy and an ingest server, 30 ms away; sealing";
  }

  @Override
  public void run(Scale scale, Path scratch, Consumer<Row> rows) throws Exception {
    new SealingCase(scale, Files.createDirectory(scratch.resolve("sealing"))).run(rows);
    try (Site bucket = Site.s3Proxy(Files.createDirectory(scratch.resolve("bucket")));
        Site server = Site.ingestServer(Files.createDirectory(scratch.resolve("server")))) {
      Path day = Files.createDirectory(scratch.resolve("day"));
      DaySegment segment = DaySegment.write(scale.dayRows(), day);
      for (Site site : new Site[] {bucket, server}) {
        site.upload("day", List.of(segment.file()));
        new TimeRangeCases(segment, site).run(rows);
      }
      new FullScanCase(segment, bucket, Files.createDirectory(scratch.resolve("scan"))).run(rows);
    }
    try (Site bucket = Site.s3Proxy(Files.createDirectory(scratch.resolve("texts")))) {
      new TextSearchCase(scale, bucket, Files.createDirectory(scratch.resolve("text"))).run(rows);
    }
    try (Site bucket = Site.s3Proxy(Files.createDirectory(scratch.resolve("many")))) {
      new HoursCase(scale, bucket, Files.createDirectory(scratch.resolve("hours"))).run(rows);
      new SmallSegmentsCases(scale, bucket, Files.createDirectory(scratch.resolve("small")))
          .run(rows);
    }
  }
}
