package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.LabelColumns;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads every segment of an archive and tells what is wrong with which, superseded ones included.
 * It changes nothing. It keeps one entry for each segment, as a catalog does, and reads one segment
 * after the other within the bounds of {@link SegmentDatabases}.
 *
 * <p>Whatever was changed in a file after it was written is found by its checksums; the other
 * checks find what was written wrong.
 *
 * <p>To be run once, by one thread; {@link #cancel} may be called from any.
 */
public final class ArchiveCheck {

  /** Where all segments lie. */
  private static final String FOLDER = "events/";

  /** Hears what is found, while the check runs. */
  public interface Listener {

    /** Something is wrong. */
    void found(Finding finding);

    /**
     * So much is done.
     *
     * @param bytes of the segments that have been checked
     * @param of bytes of all segments
     */
    void progress(long bytes, long of);
  }

  private final ObjectStore store;
  private final Catalog catalog;
  private final SegmentDatabases databases;
  private final Listener listener;
  private final Cancellation cancellation = new Cancellation();
  private Optional<SegmentDatabase> current = Optional.empty();
  private long rows;
  private long findings;

  /**
   * @param store listed for segments; where it is a server, which cannot be listed, {@code catalog}
   *     is asked for them, those of events not sealed yet included
   */
  public ArchiveCheck(
      ObjectStore store, Catalog catalog, SegmentDatabases databases, Listener listener) {
    this.store = store;
    this.catalog = catalog;
    this.databases = databases;
    this.listener = listener;
  }

  /**
   * Checks everything.
   *
   * @throws InterruptedIOException if it was cancelled, or its thread interrupted
   * @throws IOException if the archive cannot be listed; a segment that cannot be read is a finding
   */
  public CheckSummary run() throws IOException {
    long before = databases.statistics().counts().bytesFetched();
    List<Segment> segments =
        store instanceof HttpStore ? catalog.segments(TimeRange.ALL) : listed();
    long bytes = segments.stream().mapToLong(segment -> segment.object().size()).sum();
    SealOverlaps.find(segments, this::tell);
    // after the segments, so that it has the keys of all of them
    Optional<SortedSet<String>> known = catalogKeys();
    long done = 0;
    for (Segment segment : segments) {
      cancellation.check();
      listener.progress(done, bytes);
      check(segment, known);
      done += segment.object().size();
    }
    listener.progress(done, bytes);
    long fetched = databases.statistics().counts().bytesFetched() - before;
    return new CheckSummary(segments.size(), rows, fetched, findings);
  }

  /** Ends {@link #run} soon: reads and statements under way are ended. */
  public synchronized void cancel() throws SQLException {
    cancellation.cancel();
    if (current.isPresent()) {
      current.get().cancel();
    }
  }

  private void tell(Finding finding) {
    findings++;
    listener.found(finding);
  }

  private List<Segment> listed() throws IOException {
    List<Segment> segments = new ArrayList<>();
    Optional<String> startAfter = Optional.of("");
    while (startAfter.isPresent()) {
      cancellation.check();
      ListPage page = store.list(FOLDER, startAfter.get(), ListDepth.TREE);
      for (StoredObject object : page.objects()) {
        try {
          segments.add(new Segment(SegmentName.parse(object.key()), object, store));
        } catch (IllegalArgumentException e) {
          tell(
              new Finding(
                  object.key(),
                  "only segments below " + FOLDER + ", named as such",
                  "another object, which was not read"));
        }
      }
      startAfter = page.next();
    }
    return segments;
  }

  private Optional<SortedSet<String>> catalogKeys() throws InterruptedIOException {
    try {
      return Optional.of(catalog.labelKeys());
    } catch (IOException e) {
      cancellation.check();
      tell(new Finding("catalog/", "readable catalog files", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private void check(Segment segment, Optional<SortedSet<String>> known)
      throws InterruptedIOException {
    String key = segment.object().key();
    SegmentFindings found = new SegmentFindings(key);
    if (!(store instanceof HttpStore)) {
      place(segment, found);
    }
    try (SegmentDatabase database = open(segment)) {
      SegmentCheck check = new SegmentCheck(segment, database, found, cancellation);
      try {
        check.run();
      } finally {
        rows += check.rows();
        leave();
      }
      known.ifPresent(keys -> labels(segment, check.labelKeys(), keys, found));
    } catch (IOException | SQLException e) {
      cancellation.check();
      found.unreadable("segment", String.valueOf(e.getMessage()));
    }
    found.tell(this::tell);
  }

  private SegmentDatabase open(Segment segment) throws IOException {
    SegmentDatabase database = databases.open(segment);
    synchronized (this) {
      current = Optional.of(database);
    }
    return database;
  }

  private synchronized void leave() {
    current = Optional.empty();
  }

  /** Whether name and folder go together. */
  private static void place(Segment segment, SegmentFindings found) {
    String key = segment.object().key();
    String path = key.substring(0, key.lastIndexOf('/') + 1);
    try {
      SegmentFolder folder = SegmentFolder.parse(path);
      TimeRange span = folder.span();
      SegmentName name = segment.name();
      if (!span.contains(name.firstTime()) || !span.contains(name.lastTime())) {
        found.add("place", "a name with times of its folder", "others");
      }
      if (!name.keyIn(folder).equals(key)) {
        found.add("name", "the name " + name.file() + " for what its name says", key);
      }
    } catch (IllegalArgumentException e) {
      found.add("place", "a folder such as events/2023/01/08/", path);
    }
  }

  /** A catalog with more keys than are shown need not have all: its writer may have stopped. */
  private static void labels(
      Segment segment, SortedSet<String> used, SortedSet<String> known, SegmentFindings found) {
    TreeSet<String> missing = new TreeSet<>(used);
    missing.removeAll(known);
    if (!missing.isEmpty() && known.size() < LabelColumns.MOST) {
      found.add(
          "catalog",
          "its label keys in catalog/" + segment.name().writer() + ".json",
          missing.size() + " missing there, first " + missing.first());
    }
  }
}
