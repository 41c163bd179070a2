package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SearchTables;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** One word that ten events of a segment of texts have. */
final class TextSearchCase {

  private static final int HITS = 10;
  private static final int WORDS = 5_000;
  private static final int WORDS_PER_TEXT = 15;
  private static final int SERIES = 100;

  private final SegmentFile file;
  private final String subject;

  private TextSearchCase(SegmentFile file, String subject) {
    this.file = file;
    this.subject = subject;
  }

  /**
   * Writes the segment.
   *
   * @param folder empty
   */
  static TextSearchCase write(Scale scale, Path folder) throws IOException {
    SegmentFile file =
        SegmentFiles.writeOne(texts(scale.textRows()), "writer", SealRange.of(1), folder);
    String subject =
        String.format(
            Locale.ROOT, "1 term, %d hits in %d MB", HITS, Files.size(file.path()) / 1_000_000);
    return new TextSearchCase(file, subject);
  }

  void run(Site site, Consumer<Row> rows) throws IOException, SQLException {
    site.upload("texts", List.of(file));
    site.proxy().delay(Site.ROUND_TRIP);
    try {
      Traffic cold = search(site, false);
      rows.accept(
          Row.atMost(
              subject + ", cold", site.name(), "requests after listing", cold.requests(), 12));
      Traffic warm = search(site, true);
      String cached = subject + ", head cached";
      rows.accept(Row.atMost(cached, site.name(), "requests", warm.requests(), 11));
      rows.accept(Row.atMost(cached, site.name(), "round trips", warm.chain(), 2));
    } finally {
      site.proxy().delay(Duration.ZERO);
    }
  }

  private static Traffic search(Site site, boolean headCached) throws IOException, SQLException {
    try (Archive archive = site.open("texts")) {
      Segment segment = archive.catalog().segments(TimeRange.ALL).get(0);
      if (headCached) {
        archive.databases().open(segment).close();
      }
      site.proxy().reset();
      try (SegmentDatabase database = archive.databases().open(segment);
          Statement statement = database.connection().createStatement()) {
        database.warmSearch("needle", SearchTables.TEXTS, new RowRange(1, segment.name().rows()));
        int hits = 0;
        try (ResultSet found =
            statement.executeQuery(
                "SELECT text FROM sample"
                    + " WHERE n IN (SELECT rowid FROM search WHERE search MATCH 'needle')")) {
          while (found.next()) {
            hits += found.getString(1).startsWith("needle ") ? 1 : 0;
          }
        }
        Answers.require("events with the word", HITS, hits);
      }
      return site.proxy().traffic();
    }
  }

  private static EventBatch texts(int count) {
    EventBatch batch = new EventBatch();
    Readings readings = new Readings(SERIES);
    Random random = new Random(2);
    for (int i = 0; i < count; i++) {
      boolean hit = i % (count / HITS) == count / HITS / 2;
      StringBuilder text = new StringBuilder(hit ? "needle " : "");
      for (int word = 0; word < WORDS_PER_TEXT; word++) {
        text.append("word").append(random.nextInt(WORDS)).append(' ');
      }
      long time = Readings.DAY + Readings.DAY_MILLIS * i / count;
      batch.add(i + 1L, readings.next(i, time, Optional.of(text.toString())));
    }
    return batch;
  }
}
