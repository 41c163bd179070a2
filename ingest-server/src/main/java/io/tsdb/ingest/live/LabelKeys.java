package io.tsdb.ingest.live;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The label keys that events have. They only decide which columns are shown, so no more than
 * {@value #MOST} are kept, and they are looked for when somebody asks, not while events are
 * acknowledged.
 */
public final class LabelKeys {

  /** Most keys kept; others can still be had by {@code labels->>'key'}. */
  public static final int MOST = 4096;

  private final Set<String> keys = new HashSet<>();
  private final Object notLookedAtLock = new Object();
  private List<List<Event>> notLookedAt = new ArrayList<>();

  /** Takes note of events; who adds sees to it that {@link #lookUp} is called now and then. */
  public void add(List<Event> events) {
    synchronized (notLookedAtLock) {
      notLookedAt.add(events);
    }
  }

  /** Looks at the events added, and lets them go. */
  public synchronized void lookUp() {
    List<List<Event>> added;
    synchronized (notLookedAtLock) {
      added = notLookedAt;
      notLookedAt = new ArrayList<>();
    }
    added.forEach(this::lookAt);
  }

  private void lookAt(List<Event> events) {
    // the events of a batch mostly share few Labels objects
    Set<Labels> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Event event : events) {
      if (seen.add(event.labels())) {
        for (String key : event.labels().values().keySet()) {
          if (keys.size() < MOST) {
            keys.add(key);
          }
        }
      }
    }
  }

  /** All keys so far. */
  public synchronized SortedSet<String> keys() {
    lookUp();
    return new TreeSet<>(keys);
  }
}
