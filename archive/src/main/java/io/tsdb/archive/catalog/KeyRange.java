package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentFolder;
import io.tsdb.archive.store.ListDepth;

/**
 * Keys of a folder that are still to be listed.
 *
 * @param folder in which, or below which, they lie
 * @param depth whether they lie below it too
 * @param after only keys after this one belong to it; empty for all
 * @param last only keys up to this one belong to it
 * @param stop no key after this one can matter: nothing is asked for after it, but what an answer
 *     has beyond it is taken along
 * @param until about which time {@code last} or {@code stop}, whichever is first, stands for, epoch
 *     milliseconds; only a hint
 */
record KeyRange(
    SegmentFolder folder, ListDepth depth, String after, String last, String stop, long until) {

  /** The same, without the keys up to {@code key}. */
  KeyRange after(String key) {
    return key.compareTo(after) <= 0 ? this : new KeyRange(folder, depth, key, last, stop, until);
  }

  /** The same, without the keys after {@code key}, which is one of its own. */
  KeyRange upTo(String key, long time) {
    return new KeyRange(folder, depth, after, key, stop, time);
  }

  /** Whether no key can be in it. */
  boolean isEmpty() {
    return after.compareTo(last) >= 0;
  }

  /** Whether no key in it can matter. */
  boolean isPastStop() {
    return after.compareTo(stop) >= 0;
  }

  boolean contains(String key) {
    return key.compareTo(after) > 0 && key.compareTo(last) <= 0;
  }
}
