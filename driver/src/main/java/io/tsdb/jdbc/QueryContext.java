package io.tsdb.jdbc;

import io.tsdb.calcite.execute.QueryRun;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.rel.type.TimeFrameSet;
import org.apache.calcite.rel.type.TimeFrames;
import org.apache.calcite.schema.SchemaPlus;

/**
 * What one execution of a statement can ask for: its parameters, its clock, its cancel flag, what
 * its scans share.
 */
final class QueryContext implements DataContext {

  private final TsdbConnection connection;
  private final SchemaPlus rootSchema;
  private final Map<String, Object> constants;
  private final Object[] parameters;
  private final AtomicBoolean cancelFlag;
  private final QueryRun run;
  private final TimeFrameSet timeFrames;
  // The SQL standard wants one time throughout a statement.
  private final long now = System.currentTimeMillis();

  QueryContext(
      TsdbConnection connection,
      CalciteSignature<?> signature,
      Object[] parameters,
      AtomicBoolean cancelFlag,
      QueryRun run) {
    this.connection = connection;
    // its own, also where another connection has planned the statement
    this.rootSchema = connection.calcite().getRootSchema();
    this.constants = signature.internalParameters;
    this.parameters = parameters;
    this.cancelFlag = cancelFlag;
    this.run = run;
    this.timeFrames = connection.types().getTypeSystem().deriveTimeFrameSet(TimeFrames.CORE);
  }

  @Override
  public Object get(String name) {
    if (name.startsWith("?")) {
      int index = Integer.parseInt(name.substring(1));
      return index < parameters.length ? parameters[index] : null;
    }
    return switch (name) {
      case "cancelFlag" -> cancelFlag;
      case QueryRun.VARIABLE -> run;
      case StatementMemory.VARIABLE -> run.memory();
      case "utcTimestamp", "currentTimestamp", "localTimestamp", "sysTimestamp" -> now;
      case "timeZone" -> TimeZone.getTimeZone("UTC");
      case "timeFrameSet" -> timeFrames;
      case "locale" -> Locale.ROOT;
      case "user", "systemUser" -> "";
      default -> constants.get(name);
    };
  }

  @Override
  public SchemaPlus getRootSchema() {
    return rootSchema;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return connection.types();
  }

  @Override
  public QueryProvider getQueryProvider() {
    return connection.calcite();
  }
}
