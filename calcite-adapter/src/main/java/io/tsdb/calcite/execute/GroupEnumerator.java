package io.tsdb.calcite.execute;

import io.tsdb.calcite.execute.GroupedRows.Group;
import io.tsdb.calcite.execute.GroupedRows.RowsToGroup;
import io.tsdb.calcite.memory.HeldMemory;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Delivers {@link GroupedRows}: first the groups that were held, then those of one file at a time.
 */
final class GroupEnumerator implements Enumerator<Object> {

  private final GroupedRows grouped;
  private final Enumerator<Object> input;
  private final Deque<SpilledGroups.Part> pending = new ArrayDeque<>();
  private Optional<HeldMemory> held = Optional.empty();
  private Iterator<Group> groups = Collections.emptyIterator();
  private Object row = "";
  private boolean closed;

  GroupEnumerator(GroupedRows grouped, Enumerator<Object> input) {
    this.grouped = grouped;
    this.input = input;
  }

  @Override
  public Object current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    if (held.isEmpty() && !closed) {
      held = Optional.of(grouped.hold());
      Map<Object, Group> first = read(new Input(), 0);
      input.close();
      if (pending.isEmpty()) {
        grouped.keep(first);
      } else {
        grouped.resources().add(this);
      }
    }
    while (!groups.hasNext()) {
      Optional<SpilledGroups.Part> next = Optional.ofNullable(pending.poll());
      if (next.isEmpty()) {
        grouped.resources().remove(this);
        return false;
      }
      held.ifPresent(HeldMemory::release);
      try (SpilledGroups.Part part = next.get()) {
        var unused = read(part, part.depth());
      }
    }
    row = grouped.result(groups.next());
    return true;
  }

  private Map<Object, Group> read(RowsToGroup rows, int depth) {
    try (SpilledGroups files = new SpilledGroups(RowSorter.defaultFolder(), depth)) {
      Map<Object, Group> found = grouped.read(rows, held.orElseThrow(), files);
      // those of one file are done with before the next: fewer files at once
      files.finish().forEach(pending::push);
      groups = found.values().iterator();
      return found;
    }
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("Groups are read once");
  }

  /** Lets go of all files; closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    grouped.resources().remove(this);
    pending.forEach(SpilledGroups.Part::close);
    pending.clear();
    groups = Collections.emptyIterator();
    input.close();
  }

  /** The rows as they come, for all keys. */
  private final class Input implements RowsToGroup {

    @Override
    public boolean moveNext() {
      return input.moveNext();
    }

    @Override
    public Object row() {
      return input.current();
    }

    @Override
    public int firstKey() {
      return 0;
    }

    @Override
    public int lastKey(int keys) {
      return keys;
    }
  }
}
