package io.tsdb.archive.catalog;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;

/**
 * A file of reference data, directly below {@value #FOLDER}.
 *
 * @param object its key, size and ETag
 * @param store where it is read
 */
public record TableFile(StoredObject object, ObjectStore store) {

  /** Where such files lie in an archive. */
  public static final String FOLDER = "tables/";

  /** The name of the file without its folder. */
  public String name() {
    return object.key().substring(FOLDER.length());
  }
}
