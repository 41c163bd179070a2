package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.vfs.SegmentDatabase;
import io.tsdb.archive.vfs.SegmentDatabases;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Archives for tests, and what is in them. */
final class Archives {

  private Archives() {}

  static Archive of(ObjectStore store) throws IOException {
    return new Archive(
        store, new ListingCatalog(store), new SegmentDatabases(ReadOptions.defaults()));
  }

  /** The values of all events, as whole numbers, ascending: one that is there twice shows twice. */
  static List<Long> values(Archive archive) throws IOException, SQLException {
    List<Long> values = new ArrayList<>();
    for (Segment segment : archive.catalog().segments(TimeRange.ALL)) {
      long before = values.size();
      try (SegmentDatabase database = archive.databases().open(segment);
          Statement statement = database.connection().createStatement();
          ResultSet rows = statement.executeQuery("SELECT value FROM sample")) {
        while (rows.next()) {
          values.add(rows.getLong(1));
        }
      }
      if (values.size() - before != segment.name().rows()) {
        throw new AssertionError(
            segment.object().key() + " has " + (values.size() - before) + " rows");
      }
    }
    Collections.sort(values);
    return values;
  }

  /** What table {@code segment} of each segment says under a key. */
  static List<String> facts(Archive archive, String key) throws IOException, SQLException {
    List<String> facts = new ArrayList<>();
    for (Segment segment : archive.catalog().segments(TimeRange.ALL)) {
      try (SegmentDatabase database = archive.databases().open(segment);
          Statement statement = database.connection().createStatement();
          ResultSet row =
              statement.executeQuery("SELECT value FROM segment WHERE key = '" + key + "'")) {
        row.next();
        facts.add(row.getString(1));
      }
    }
    return facts;
  }
}
