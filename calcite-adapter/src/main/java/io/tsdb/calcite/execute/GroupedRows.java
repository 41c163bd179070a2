package io.tsdb.calcite.execute;

import io.tsdb.calcite.memory.HeldMemory;
import io.tsdb.calcite.memory.MemoryUse;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.linq4j.function.Function0;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.linq4j.function.Function2;

/**
 * Rows in groups, in place of Calcite's own grouping, which holds all groups whatever their number.
 * When the groups take their share of the {@link StatementMemory}, no further ones are begun: rows
 * of other groups go to temporary files, by a hash of their keys, and are grouped file by file when
 * all rows have been read (hybrid hash aggregation). A group's rows stay in their order.
 *
 * <p>For one thread.
 */
public final class GroupedRows extends AbstractEnumerable<Object> {

  /** A group's own objects: an entry of a hash table, its key and what adds up its rows. */
  private static final long GROUP_BYTES = 192;

  private final QueryResources resources;
  private final StatementMemory memory;
  private final Operator operator;
  private final Enumerable<Object> rows;
  private final Grouping grouping;

  /** All groups, where they were held and may be asked for again. */
  private Map<Object, Group> kept = Map.of();

  private boolean complete;

  /** Stands for the operator in a plan: it is told by its identity. */
  public static final class Operator {

    private final MemoryUse use;

    public Operator(MemoryUse use) {
      this.use = use;
    }
  }

  /** How rows are grouped; the functions are those of generated code. */
  record Grouping(
      List<Function1<Object, Object>> keys,
      Function0<Object> initial,
      Function2<Object, Object, Object> adder,
      Function2<Object, Object, Object> result) {}

  /** One group. */
  static final class Group {

    private final Object key;
    private Object total;

    Group(Object key) {
      this.key = key;
    }
  }

  private GroupedRows(
      DataContext context, Operator operator, Enumerable<Object> rows, Grouping grouping) {
    this.resources = QueryResources.of(context);
    this.memory = StatementMemory.of(context);
    this.operator = operator;
    this.rows = rows;
    this.grouping = grouping;
  }

  /** As Calcite's {@code groupBy}; generated code calls this. */
  public static Enumerable<Object> by(
      DataContext context,
      Operator operator,
      Enumerable<Object> rows,
      Function1<Object, Object> key,
      Function0<Object> initial,
      Function2<Object, Object, Object> adder,
      Function2<Object, Object, Object> result) {
    return byEach(context, operator, rows, List.of(key), initial, adder, result);
  }

  /** As Calcite's {@code groupByMultiple}: each row is in a group for each of the keys. */
  public static Enumerable<Object> byEach(
      DataContext context,
      Operator operator,
      Enumerable<Object> rows,
      List<Function1<Object, Object>> keys,
      Function0<Object> initial,
      Function2<Object, Object, Object> adder,
      Function2<Object, Object, Object> result) {
    return new GroupedRows(context, operator, rows, new Grouping(keys, initial, adder, result));
  }

  /** As Calcite's {@code distinct}. */
  public static Enumerable<Object> distinct(
      DataContext context, Operator operator, Enumerable<Object> rows) {
    return by(
        context,
        operator,
        rows,
        row -> row,
        () -> Boolean.TRUE,
        (total, row) -> total,
        (row, total) -> row);
  }

  /** As Calcite's {@code aggregate}: one row for all. It is computed once. */
  public static Enumerable<Object> total(
      DataContext context,
      Operator operator,
      Enumerable<Object> rows,
      Function0<Object> initial,
      Function2<Object, Object, Object> adder,
      Function1<Object, Object> result) {
    return new AbstractEnumerable<>() {
      private List<Object> computed = List.of();

      @Override
      public Enumerator<Object> enumerator() {
        if (computed.isEmpty()) {
          StatementMemory memory = StatementMemory.of(context);
          HeldMemory held = memory.hold(operator, operator.use);
          Object total = memory.within(held, initial::apply);
          try (Enumerator<Object> each = rows.enumerator()) {
            while (each.moveNext()) {
              total = adder.apply(total, each.current());
            }
          }
          computed = Arrays.asList(result.apply(total));
          held.release();
        }
        return Linq4j.enumerator(computed);
      }
    };
  }

  @Override
  public Enumerator<Object> enumerator() {
    if (complete) {
      return Linq4j.asEnumerable(kept.values()).select(this::result).enumerator();
    }
    return new GroupEnumerator(this, rows.enumerator());
  }

  Object result(Group group) {
    return grouping.result().apply(group.key, group.total);
  }

  /** Groups that are all there is, for those who read them again. */
  void keep(Map<Object, Group> groups) {
    kept = groups;
    complete = true;
  }

  HeldMemory hold() {
    return memory.hold(operator, operator.use);
  }

  QueryResources resources() {
    return resources;
  }

  /**
   * Adds rows to groups, as many as may be held.
   *
   * @param files takes rows of further groups
   */
  Map<Object, Group> read(RowsToGroup source, HeldMemory held, SpilledGroups files) {
    Map<Object, Group> groups = new HashMap<>();
    boolean full = false;
    while (source.moveNext()) {
      Object row = source.row();
      for (int i = source.firstKey(); i < source.lastKey(grouping.keys().size()); i++) {
        Object key = grouping.keys().get(i).apply(row);
        Object comparable = comparable(key);
        Group group = groups.get(comparable);
        if (group == null) {
          if (full) {
            files.add(comparable, i, row);
            continue;
          }
          group = new Group(key);
          group.total = memory.within(held, grouping.initial()::apply);
          held.add(GROUP_BYTES + RowBytes.ofValue(key));
          groups.put(comparable, group);
          full = !files.areDeepest() && isShareTaken(held);
        }
        group.total = grouping.adder().apply(group.total, row);
      }
    }
    return groups;
  }

  /**
   * Half of the memory is left for what groups that are there may come to, and for others; whoever
   * comes last has a part too.
   */
  private boolean isShareTaken(HeldMemory held) {
    long limit = memory.limit();
    return held.bytes() > limit / 4 || held.bytes() > limit / 16 && memory.held() > limit / 2;
  }

  /** Arrays are compared by what is in them. */
  private static Object comparable(Object key) {
    return key instanceof Object[] values ? Arrays.asList(values) : key;
  }

  /** Rows to be grouped, and by which of the keys. */
  interface RowsToGroup {

    boolean moveNext();

    Object row();

    int firstKey();

    /** Exclusive. */
    int lastKey(int keys);
  }
}
