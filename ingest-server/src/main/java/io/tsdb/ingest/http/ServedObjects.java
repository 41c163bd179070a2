package io.tsdb.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the segments and the files of reference data of a store by their keys. Nothing else can be
 * found, whatever the key: a segment's folder and name must be what the archive would call one, and
 * reference data lies directly in its folder.
 */
final class ServedObjects {

  private static final Pattern LIVE_FOLDER = Pattern.compile("live/[0-9]{1,18}-[0-9]{1,18}/");

  /** Most objects remembered; each is asked for again and again, range by range. */
  private static final long REMEMBERED = 10_000;

  private final ObjectStore store;
  private final Cache<String, StoredObject> found =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  ServedObjects(ObjectStore store) {
    this.store = store;
  }

  ObjectStore store() {
    return store;
  }

  /** The object of a key, or empty if there is none or the key is no segment's. */
  Optional<StoredObject> find(String key) throws IOException {
    if (!isTable(key) && !isSegment(key)) {
      return Optional.empty();
    }
    StoredObject known = found.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<StoredObject> listed = list(key);
    listed.ifPresent(object -> found.put(key, object));
    return listed;
  }

  /** Forgets an object that turned out to be gone or another one. */
  void forget(String key) {
    found.invalidate(key);
  }

  private static boolean isTable(String key) {
    return key.length() > TableFile.FOLDER.length()
        && key.startsWith(TableFile.FOLDER)
        && key.indexOf('/', TableFile.FOLDER.length()) < 0;
  }

  private static boolean isSegment(String key) {
    String folder = key.substring(0, key.lastIndexOf('/') + 1);
    try {
      if (!LIVE_FOLDER.matcher(folder).matches()) {
        SegmentFolder.parse(folder);
      }
      return (folder + SegmentName.parse(key).file()).equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<StoredObject> list(String key) throws IOException {
    String folder = key.substring(0, key.lastIndexOf('/') + 1);
    // The key without its last character comes right before it, as good as always.
    String startAfter = key.substring(0, key.length() - 1);
    for (Optional<String> next = Optional.of(startAfter); next.isPresent(); ) {
      ListPage page = store.list(folder, next.get(), ListDepth.FOLDER);
      for (StoredObject object : page.objects()) {
        if (object.key().equals(key)) {
          return Optional.of(object);
        }
        if (!object.key().startsWith(startAfter)) {
          return Optional.empty();
        }
      }
      next = page.next();
    }
    return Optional.empty();
  }
}
