package io.tsdb.calcite.testing;

import io.tsdb.calcite.execute.QueryRun;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;

/** One run of a query, as a driver makes it: parameters, a clock, a cancel flag. */
record RunContext(
    CalciteConnection connection,
    JavaTypeFactory types,
    Map<String, Object> constants,
    List<Object> parameters,
    AtomicBoolean cancelFlag,
    long now,
    QueryRun run)
    implements DataContext {

  @Override
  public Object get(String name) {
    if (name.startsWith("?")) {
      return parameters.get(Integer.parseInt(name.substring(1)));
    }
    return switch (name) {
      case "cancelFlag" -> cancelFlag;
      case QueryRun.VARIABLE -> run;
      case StatementMemory.VARIABLE -> run.memory();
      case "utcTimestamp", "currentTimestamp", "localTimestamp", "sysTimestamp" -> now;
      case "timeZone" -> TimeZone.getTimeZone("UTC");
      case "locale" -> Locale.ROOT;
      default -> constants.get(name);
    };
  }

  @Override
  public SchemaPlus getRootSchema() {
    return connection.getRootSchema();
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return types;
  }

  @Override
  public QueryProvider getQueryProvider() {
    return connection;
  }
}
