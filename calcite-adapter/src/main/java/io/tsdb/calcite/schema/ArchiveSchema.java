package io.tsdb.calcite.schema;

import io.tsdb.archive.catalog.TableFile;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.EventsSource;
import io.tsdb.calcite.execute.Interruptible;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.execute.TableRead;
import io.tsdb.calcite.plan.EventColumns;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;

/**
 * The tables of one connection. Label keys and files of reference data are listed when a table is
 * first asked for, and again when they are older than {@value #KEYS_SECONDS} s, so that a
 * long-lived connection sees new ones.
 */
public final class ArchiveSchema extends AbstractSchema
    implements EventsSource.Holder, TableRead.Holder {

  private static final long KEYS_SECONDS = 5;

  private static final Set<String> BUILT_IN = Set.of("events", "segments", "series", "labels");

  private final EventsSource source;

  /** Guarded by this. */
  private Optional<Listed> listed = Optional.empty();

  private long listedAt;

  /** What the tables are at one time. */
  private record Listed(
      EventColumns columns,
      Map<String, Table> builtIn,
      ReferenceTables references,
      Optional<IOException> failure) {

    ReferenceTables readable() {
      if (failure.isPresent()) {
        throw new QueryException(
            "The files of reference data cannot be listed: " + failure.get().getMessage(),
            failure.get());
      }
      return references;
    }
  }

  public ArchiveSchema(EventsSource source) {
    this.source = source;
  }

  @Override
  public EventsSource source() {
    return source;
  }

  /**
   * Tells apart what statements are planned against: equal where tables have the same columns and
   * show the same range of time, also of different connections. Plans for one can be run by all
   * connections to the same archive that have an equal one.
   *
   * @param cancelFlag another thread may set it to end the reading of label keys, if it is time to
   * @throws QueryException if the label keys cannot be read
   * @throws QueryCanceledException if it was cancelled
   */
  public Object version(AtomicBoolean cancelFlag) {
    Listed now = listed(Optional.of(cancelFlag));
    return new Version(source.restriction(), now.columns, now.references.version());
  }

  private record Version(TimeRange restriction, EventColumns columns, Object references) {}

  /**
   * @throws QueryException if the label keys cannot be read
   */
  @Override
  protected Map<String, Table> getTableMap() {
    return listed().builtIn;
  }

  @Override
  protected Map<String, Schema> getSubSchemaMap() {
    return listed().references.databases();
  }

  /** Files are not read to find one of the tables that every archive has. */
  @Override
  public Lookup<Table> tables() {
    return new Lookup<>() {
      @Override
      public Table get(String name) {
        return Named.entityOrNull(
            Optional.ofNullable(getIgnoreCase(name))
                .filter(found -> found.name().equals(name))
                .orElse(null));
      }

      @Override
      public Named<Table> getIgnoreCase(String name) {
        Listed now = listed();
        String builtIn = name.toLowerCase(Locale.ROOT);
        if (now.builtIn.containsKey(builtIn)) {
          return new Named<>(builtIn, now.builtIn.get(builtIn));
        }
        return now.readable()
            .find(name)
            .map(table -> new Named<Table>(table.name(), table))
            .orElse(null);
      }

      @Override
      public Set<String> getNames(LikePattern pattern) {
        Listed now = listed();
        Set<String> names = new TreeSet<>(now.builtIn.keySet());
        names.addAll(now.references.names());
        names.removeIf(name -> !pattern.matcher().apply(name));
        return names;
      }
    };
  }

  @Override
  public Enumerable<Object[]> rows(DataContext context, TableRead read) {
    if (tables().get(read.table()) instanceof RowsTable table) {
      return table.rows(context, read);
    }
    throw new QueryException("Table " + read.table() + " is gone since the statement was prepared");
  }

  private Listed listed() {
    return listed(Optional.empty());
  }

  private synchronized Listed listed(Optional<AtomicBoolean> cancelFlag) {
    long now = System.nanoTime();
    if (listed.isEmpty() || now - listedAt > TimeUnit.SECONDS.toNanos(KEYS_SECONDS)) {
      listed = Optional.of(cancelFlag.isPresent() ? list(cancelFlag.get()) : list());
      listedAt = now;
    }
    return listed.get();
  }

  private Listed list(AtomicBoolean cancelFlag) {
    try {
      return Interruptible.run(cancelFlag, this::list);
    } catch (IOException e) {
      throw new QueryException(e.getMessage(), e);
    }
  }

  /** Both at once: each takes a round trip or two. */
  private Listed list() {
    CompletableFuture<List<TableFile>> files = new CompletableFuture<>();
    Thread listing =
        new Thread(
            () -> {
              try {
                files.complete(source.catalog().tables());
              } catch (IOException | RuntimeException e) {
                files.completeExceptionally(e);
              }
            },
            "tsdb-tables");
    listing.setDaemon(true);
    listing.start();
    SortedSet<String> keys = labelKeys();
    EventColumns columns = EventColumns.of(keys);
    Map<String, Table> builtIn = builtIn(columns, keys);
    try {
      return new Listed(
          columns, builtIn, new ReferenceTables(files.get(), BUILT_IN), Optional.empty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        // Whoever may read events and nothing else is not to be kept from that.
        return new Listed(columns, builtIn, ReferenceTables.NONE, Optional.of(failure));
      }
      throw new QueryException(
          "The files of reference data cannot be listed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException("Listing the tables was interrupted", e);
    }
  }

  private Map<String, Table> builtIn(EventColumns columns, Collection<String> keys) {
    return Map.of(
        "events",
        new EventsTable(source.restriction(), columns),
        "segments",
        new SegmentsTable(source),
        "series",
        new SeriesTable(keys),
        "labels",
        new LabelsTable());
  }

  private SortedSet<String> labelKeys() {
    try {
      return source.catalog().labelKeys();
    } catch (IOException e) {
      throw new QueryException(
          "The label keys of the archive cannot be read: " + e.getMessage(), e);
    }
  }
}
