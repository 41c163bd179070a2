package io.tsdb.archive.catalog;

import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the files of reference data of an archive. */
public final class TableListing {

  /** Most files that are listed. */
  public static final int MOST_FILES = 1_000;

  private TableListing() {}

  /**
   * The objects directly below {@link TableFile#FOLDER}, in order of their keys.
   *
   * @throws StoreException {@code UNSUPPORTED} if there are more than {@link #MOST_FILES}
   */
  public static List<StoredObject> list(ObjectStore store) throws IOException {
    List<StoredObject> files = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      ListPage page = store.list(TableFile.FOLDER, next.get(), ListDepth.FOLDER);
      files.addAll(page.objects());
      if (files.size() > MOST_FILES) {
        throw new StoreException(
            Reason.UNSUPPORTED,
            store.location()
                + ": expected at most "
                + MOST_FILES
                + " files of reference data below "
                + TableFile.FOLDER
                + ", found more. Move those that are not in use elsewhere.");
      }
      next = page.next();
    }
    return files;
  }

  /** Where to read files that were listed. */
  static List<TableFile> in(ObjectStore store, List<StoredObject> objects) {
    return objects.stream().map(object -> new TableFile(object, store)).toList();
  }
}
