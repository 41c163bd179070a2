package io.tsdb.calcite.memory;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;

/**
 * What one execution of a statement holds in memory because it has to see more before it can go on:
 * one side of a join, groups, the rows of a window. All of it together has one limit, in bytes as
 * they are estimated. What passes through row by row is not counted, nor are buffers with limits of
 * their own. For the thread that reads the statement's rows, but for {@link #held}.
 */
public final class StatementMemory {

  /** Its name in the {@link DataContext}. */
  public static final String VARIABLE = "statementMemory";

  /** The least limit: operators and their temporary files need some room to work in. */
  public static final long LEAST = 64 * 1024;

  /** The default limit is this part of the heap. */
  private static final int SHARE_OF_HEAP = 4;

  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong most = new AtomicLong();
  private final Map<Object, HeldMemory> operators = new IdentityHashMap<>();
  private HeldMemory current;

  /**
   * @param limit bytes, at least {@link #LEAST}
   */
  public StatementMemory(long limit) {
    if (limit < LEAST) {
      throw new IllegalArgumentException(
          "Expected a limit of memory of at least " + LEAST + " bytes, found " + limit);
    }
    this.limit = limit;
    this.current = new HeldMemory(this, MemoryUse.GROUPS);
  }

  /** A quarter of the heap, bytes. */
  public static long defaultLimit() {
    return Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** The one of the execution that a context belongs to. */
  public static StatementMemory of(DataContext context) {
    StatementMemory shared = (StatementMemory) context.get(VARIABLE);
    return shared == null ? new StatementMemory(defaultLimit()) : shared;
  }

  /** Bytes that may be held. */
  public long limit() {
    return limit;
  }

  /** Bytes that are held now, about. */
  public long held() {
    return held.get();
  }

  /**
   * An account for one operator.
   *
   * @param operator as it stands in the plan; where it runs again, what it held before is let go
   */
  public HeldMemory hold(Object operator, MemoryUse use) {
    HeldMemory account = new HeldMemory(this, use);
    HeldMemory former = operators.put(operator, account);
    if (former != null) {
      former.release();
    }
    return account;
  }

  /** Does something whose objects, as {@link #current} tells them, count for an account. */
  public <T> T within(HeldMemory account, Supplier<T> work) {
    HeldMemory outer = current;
    current = account;
    try {
      return work.get();
    } finally {
      current = outer;
    }
  }

  /** The account of what is made now. */
  public HeldMemory current() {
    return current;
  }

  /** Bytes that were held at most, at one time. */
  public long most() {
    return most.get();
  }

  void add(long bytes, MemoryUse use) {
    long now = held.addAndGet(bytes);
    if (now > limit && bytes > 0) {
      held.addAndGet(-bytes);
      throw new MemoryLimitException(use, limit);
    }
    most.accumulateAndGet(now, Math::max);
  }
}
