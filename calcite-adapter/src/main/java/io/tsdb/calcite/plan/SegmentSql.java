package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SearchTables;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentSearch;
import io.tsdb.calcite.execute.SegmentStatement;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Writes the statement that runs in each segment. */
final class SegmentSql {

  private final EventsScan scan;
  private final SqliteExpressions expressions;

  SegmentSql(EventsScan scan) {
    this.scan = scan;
    this.expressions = scan.expressions();
  }

  /**
   * The statement. It reads {@code sample} in order of time, within a range of rows that is chosen
   * for each segment. A condition on labels alone is decided once per series. Table {@code series}
   * is looked up only if a column needs it.
   */
  SegmentStatement statement() {
    EventsRead read = scan.read();
    List<SqlFragment> outputs = new ArrayList<>();
    List<RunType> types = new ArrayList<>();
    for (RexNode output : read.outputs()) {
      outputs.add(expressions.translate(output).orElseThrow(() -> unexpected(output)));
      types.add(SqliteExpressions.runType(output).orElseThrow(() -> unexpected(output)));
    }
    return statement(SqlFragment.list("SELECT ", ", ", outputs, ""), types, " ORDER BY s.n");
  }

  /** A statement that yields one row of facts about the rows that fulfil the filters. */
  SegmentStatement facts(List<SegmentFact> facts) {
    List<SqlFragment> outputs = new ArrayList<>();
    for (SegmentFact fact : facts) {
      outputs.add(
          SqlFragment.of(
              switch (fact) {
                case ROWS -> "count(*)";
                case FIRST_TIME -> "min(s.ts)";
                case LAST_TIME -> "max(s.ts)";
              }));
    }
    return statement(
        SqlFragment.list("SELECT ", ", ", outputs, ""),
        Collections.nCopies(facts.size(), RunType.LONG),
        "");
  }

  private SegmentStatement statement(SqlFragment select, List<RunType> types, String order) {
    EventsRead read = scan.read();
    List<SqlFragment> conditions = new ArrayList<>();
    conditions.add(
        SqlFragment.join(
            List.of("s.n BETWEEN ", " AND ", ""),
            List.of(SqlFragment.value(RunValue.Row.FIRST), SqlFragment.value(RunValue.Row.LAST))));
    addRestriction(conditions);
    for (RexNode filter : read.filters()) {
      conditions.add(perSeries(expressions.filter(filter).orElseThrow(() -> unexpected(filter))));
    }
    for (RexNode condition : read.necessary()) {
      conditions.add(
          perSeries(expressions.necessary(condition).orElseThrow(() -> unexpected(condition))));
    }
    SqlFragment where = SqlFragment.list(" WHERE ", " AND ", conditions, order);
    String from =
        select.readsSeries() || where.readsSeries()
            ? " FROM sample AS s CROSS JOIN series AS r ON r.id = s.series"
            : " FROM sample AS s";
    SqlFragment whole = SqlFragment.join(List.of("", from, ""), List.of(select, where));
    return new SegmentStatement(
        whole.sql(),
        whole.values(),
        types,
        new TimeFilters(scan.getCluster().getRexBuilder())
            .all(Stream.concat(read.filters().stream(), read.necessary().stream()).toList()),
        whole.textQueries(),
        search(),
        search().isEmpty());
  }

  /** The first filter that is a search. */
  private Optional<SegmentSearch> search() {
    for (RexNode filter : scan.read().filters()) {
      if (filter instanceof RexCall call && call.getOperator() == TsdbOperators.TEXT_MATCH) {
        RunValue query = expressions.filter(filter).orElseThrow().textQueries().get(0);
        boolean inText =
            call.getOperands().get(0) instanceof RexInputRef column
                && scan.columns().get(column.getIndex()) == EventColumn.Fixed.TEXT;
        return Optional.of(
            new SegmentSearch(query, inText ? SearchTables.TEXTS : SearchTables.TEXTS_AND_SERIES));
      }
    }
    return Optional.empty();
  }

  private void addRestriction(List<SqlFragment> conditions) {
    TimeRange range = scan.source().restriction();
    if (range.start() != Long.MIN_VALUE) {
      conditions.add(SqlFragment.value(new RunValue.Constant(range.start())).in("s.ts >= ", ""));
    }
    if (range.end() != Long.MAX_VALUE) {
      conditions.add(SqlFragment.value(new RunValue.Constant(range.end())).in("s.ts < ", ""));
    }
  }

  private static SqlFragment perSeries(SqlFragment condition) {
    return condition.readsSeries() && !condition.readsSample() && condition.textQueries().isEmpty()
        ? condition.withinSeries()
        : condition;
  }

  private static IllegalStateException unexpected(RexNode expression) {
    return new IllegalStateException("A rule pushed what SQLite cannot compute: " + expression);
  }
}
