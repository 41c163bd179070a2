package io.tsdb.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/**
 * Statements that were planned, for all connections of the process: a repeated one is neither
 * parsed nor planned nor compiled again. Bounded in entries and in bytes; those not used for
 * longest tend to go first.
 *
 * <p>What is held belongs to no connection. A statement is planned again when what it was planned
 * against has changed, which is part of its key: label keys found meanwhile make new columns.
 */
final class PlanCache {

  /** The one of the process. */
  static final PlanCache SHARED = new PlanCache(1_024, 32L << 20);

  private final Cache<Key, Planned> plans;

  /**
   * What a plan depends on.
   *
   * @param archive its location, and who reads it, without secrets
   * @param schemaVersion what the tables are, compared by {@code equals}
   * @param defaultSchema where names are looked up
   * @param sql as the user gave it
   */
  record Key(String archive, Object schemaVersion, String defaultSchema, String sql) {}

  private record Planned(PreparedQuery query, long bytes) {}

  /**
   * @param entries most plans held
   * @param bytes most heap that they take, about
   */
  PlanCache(int entries, long bytes) {
    long least = bytes / entries;
    this.plans =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher(
                (Key key, Planned planned) ->
                    (int) Math.min(Integer.MAX_VALUE, Math.max(least, planned.bytes)))
            // evicted by whoever puts one in: the limit holds at any time, without threads
            .executor(Runnable::run)
            .build();
  }

  Optional<PreparedQuery> get(Key key) {
    return Optional.ofNullable(plans.getIfPresent(key)).map(Planned::query);
  }

  /**
   * Keeps a plan that may run many times at once.
   *
   * @param bytes about what it takes of the heap, without the text of the statement
   */
  void put(Key key, PreparedQuery query, long bytes) {
    plans.put(key, new Planned(query, bytes + (long) Character.BYTES * key.sql.length()));
  }

  /** How many are held. */
  long size() {
    return plans.estimatedSize();
  }
}
