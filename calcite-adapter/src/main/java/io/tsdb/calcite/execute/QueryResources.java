package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.DataContext;

/**
 * What is open in a run and has files, to be closed with it. Whoever opens something closes it as
 * soon as it is read: this is for what nobody has read to its end, as where a statement failed or
 * was cancelled. Safe for use by many threads.
 */
final class QueryResources implements AutoCloseable {

  private final Set<AutoCloseable> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Those of a context's run; without a run, of nobody. */
  static QueryResources of(DataContext context) {
    Optional<QueryRun> run = QueryRun.of(context);
    return run.map(QueryRun::resources).orElseGet(QueryResources::new);
  }

  synchronized void add(AutoCloseable resource) {
    open.add(resource);
  }

  synchronized void remove(AutoCloseable resource) {
    open.remove(resource);
  }

  private synchronized List<AutoCloseable> take() {
    List<AutoCloseable> all = new ArrayList<>(open);
    open.clear();
    return all;
  }

  /**
   * Closes all.
   *
   * @throws QueryException if one of them cannot be
   */
  @Override
  public void close() {
    QueryException failure = new QueryException("Not all of a query could be closed");
    for (AutoCloseable resource : take()) {
      try {
        resource.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
