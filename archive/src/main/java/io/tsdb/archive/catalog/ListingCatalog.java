package io.tsdb.archive.catalog;

import io.tsdb.archive.catalog.FolderCover.Listing;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentFolder.Unit;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;

/**
 * Finds segments by listing a store: the names say everything.
 *
 * <p>Each call of {@link #segments} lists the folders of {@link FolderCover} anew, in parallel, so
 * a caller asks once per query.
 *
 * <p>Below {@code events/} every file that ends with {@code .sqlite} must be a segment, named and
 * placed by the rules. One that is not makes the call fail where its folder is listed: it may be
 * data under a wrong name, and an answer that silently leaves out data is worse than none. All
 * other files are ignored.
 */
public final class ListingCatalog implements Catalog {

  /** Ascending first time, last time and key. */
  static final Comparator<Segment> BY_TIME =
      Comparator.comparingLong((Segment segment) -> segment.name().firstTime())
          .thenComparingLong(segment -> segment.name().lastTime())
          .thenComparing(segment -> segment.object().key());

  private static final String LAST_CODE_POINT = Character.toString(Character.MAX_CODE_POINT);

  private final ObjectStore store;
  private final ParallelCalls calls = new ParallelCalls();
  private final LabelCatalog labels;

  public ListingCatalog(ObjectStore store) {
    this.store = store;
    this.labels = new LabelCatalog(store);
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    List<Callable<List<Segment>>> listings = new ArrayList<>();
    for (Listing listing : FolderCover.of(range)) {
      listings.add(() -> list(listing, range));
    }
    List<Segment> found = new ArrayList<>();
    calls.all(listings).forEach(found::addAll);
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : Superseded.drop(found)) {
      if (range.meets(segment.name().firstTime(), segment.name().lastTime())) {
        segments.add(segment);
      }
    }
    segments.sort(BY_TIME);
    return segments;
  }

  private List<Segment> list(Listing listing, TimeRange range) throws IOException {
    String folder = listing.folder().path();
    String last = lastKey(listing, range);
    List<Segment> segments = new ArrayList<>();
    Optional<String> startAfter = Optional.of("");
    while (startAfter.isPresent() && startAfter.get().compareTo(last) <= 0) {
      ListPage page = store.list(folder, startAfter.get(), listing.depth());
      for (StoredObject object : page.objects()) {
        if (object.key().endsWith(SegmentName.SUFFIX)) {
          segments.add(segment(object));
        }
      }
      startAfter = page.next();
    }
    return segments;
  }

  /**
   * No key after this one can be that of a segment with events of the range: names begin with the
   * first time, and so do the paths of the folders below.
   */
  private static String lastKey(Listing listing, TimeRange range) {
    SegmentFolder folder = listing.folder();
    long last = Math.min(range.end(), folder.span().end()) - 1;
    last = Math.min(last, FolderCover.NAMEABLE.end() - 1);
    String time = new SegmentName(last, last, "a", SealRange.of(0), 0, 512).file().substring(0, 24);
    String key = folder.path() + time;
    if (listing.depth() == ListDepth.TREE) {
      String below = SegmentFolder.of(below(folder.unit()), last).path();
      key = key.compareTo(below) < 0 ? below : key;
    }
    return key + LAST_CODE_POINT;
  }

  private static Unit below(Unit unit) {
    return switch (unit) {
      case ALL -> Unit.YEAR;
      case YEAR -> Unit.MONTH;
      case MONTH, DAY -> Unit.DAY;
    };
  }

  private Segment segment(StoredObject object) throws CorruptSegmentException {
    String key = object.key();
    SegmentName name;
    SegmentFolder folder;
    try {
      name = SegmentName.parse(key);
      folder = SegmentFolder.parse(key.substring(0, key.lastIndexOf('/') + 1));
    } catch (IllegalArgumentException e) {
      throw new CorruptSegmentException(key, e.getMessage() + remedy(), e);
    }
    if (!name.keyIn(folder).equals(key)) {
      throw new CorruptSegmentException(
          key, "Expected the name " + name.file() + " for what its name says" + remedy());
    }
    TimeRange span = folder.span();
    if (!span.contains(name.firstTime()) || !span.contains(name.lastTime())) {
      throw new CorruptSegmentException(
          key, "Expected times within its folder, found others in its name" + remedy());
    }
    return new Segment(name, object, store);
  }

  private String remedy() {
    return ". If it belongs to "
        + store.location()
        + ", give it its name and folder back; else move it out of events/.";
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    return labels.labelKeys();
  }
}
