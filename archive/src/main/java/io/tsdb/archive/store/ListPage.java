package io.tsdb.archive.store;

import java.util.List;
import java.util.Optional;

/**
 * What one listing request answered.
 *
 * @param objects in ascending order of the UTF-8 bytes of their keys
 * @param next where the next page starts (its {@code startAfter}), or empty after the last one
 */
public record ListPage(List<StoredObject> objects, Optional<String> next) {

  public ListPage {
    objects = List.copyOf(objects);
  }
}
