package io.tsdb.calcite.memory;

/** What one operator of a statement holds, as a part of its {@link StatementMemory}. */
public final class HeldMemory {

  private final StatementMemory statement;
  private final MemoryUse use;
  private long bytes;

  HeldMemory(StatementMemory statement, MemoryUse use) {
    this.statement = statement;
    this.use = use;
  }

  /**
   * Holds more, or less.
   *
   * @param more bytes, about
   * @throws MemoryLimitException if the statement would hold more than it may
   */
  public void add(long more) {
    statement.add(more, use);
    bytes += more;
  }

  /** Bytes that it holds. */
  public long bytes() {
    return bytes;
  }

  /** Holds nothing any more; it may go on afterwards. */
  public void release() {
    statement.add(-bytes, use);
    bytes = 0;
  }
}
