package io.tsdb.calcite.testing;

import io.tsdb.archive.Archive;
import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.SqlTypeFactory;
import io.tsdb.calcite.TsdbSql;
import io.tsdb.calcite.execute.QueryRun;
import io.tsdb.calcite.memory.StatementMemory;
import io.tsdb.calcite.plan.StatementPlanner;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.tools.RelRunner;

/** Plans and runs SQL as the driver does, without JDBC around it. */
public final class Queries implements AutoCloseable {

  /** What CURRENT_TIMESTAMP is. */
  public static final long NOW = Events.millis("2024-06-01T12:00:00Z");

  private final CalciteConnection connection;
  private final JavaTypeFactory types = new SqlTypeFactory();
  private final List<QueryRun> runs = new CopyOnWriteArrayList<>();
  private volatile QueryRun lastRun = new QueryRun();
  private volatile long memoryLimit = StatementMemory.defaultLimit();

  private Queries(CalciteConnection connection) {
    this.connection = connection;
  }

  /** Queries of any archive. */
  public static Queries open(Archive archive, TimeRange restriction) throws SQLException {
    CalciteConnection connection =
        DriverManager.getConnection("jdbc:calcite:", TsdbSql.connectionProperties())
            .unwrap(CalciteConnection.class);
    TsdbSql.install(connection, archive, restriction);
    return new Queries(connection);
  }

  /** A planned statement. */
  public CalciteSignature<Object> prepare(String sql) {
    CalcitePrepare.Context context = new Planning(connection.createPrepareContext(), types);
    CalcitePrepare.Dummy.push(context);
    try {
      return new StatementPlanner()
          .prepareSql(context, CalcitePrepare.Query.of(sql), Object[].class, -1);
    } finally {
      CalcitePrepare.Dummy.pop(context);
    }
  }

  /** All rows; times are epoch milliseconds. */
  public List<List<Object>> rows(String sql, Object... parameters) {
    return rows(prepare(sql), parameters);
  }

  public List<List<Object>> rows(CalciteSignature<Object> planned, Object... parameters) {
    List<List<Object>> rows = new ArrayList<>();
    try (Enumerator<Object> enumerator = run(planned, new AtomicBoolean(), parameters)) {
      while (enumerator.moveNext()) {
        rows.add(row(planned, enumerator.current()));
      }
    }
    return rows;
  }

  public static List<Object> row(CalciteSignature<Object> planned, Object current) {
    return planned.cursorFactory.style == Meta.Style.ARRAY
        ? Collections.unmodifiableList(Arrays.asList((Object[]) current))
        : Collections.singletonList(current);
  }

  public Enumerator<Object> run(
      CalciteSignature<Object> planned, AtomicBoolean cancelFlag, Object... parameters) {
    return runAt(NOW, planned, cancelFlag, parameters);
  }

  /** Starts a run whose CURRENT_TIMESTAMP is given. */
  public Enumerator<Object> runAt(
      long now, CalciteSignature<Object> planned, AtomicBoolean cancelFlag, Object... parameters) {
    lastRun = new QueryRun(memoryLimit);
    runs.add(lastRun);
    DataContext context =
        new RunContext(
            connection,
            types,
            planned.internalParameters,
            Arrays.asList(parameters),
            cancelFlag,
            now,
            lastRun);
    return lastRun.rows(() -> planned.enumerable(context));
  }

  /** What statements may hold in memory from now on, bytes. */
  public void limitMemory(long bytes) {
    memoryLimit = bytes;
  }

  /** What the last run has held in memory at most, bytes. */
  public long mostHeld() {
    return lastRun.memory().most();
  }

  /** What statements are planned against. */
  public Object schemaVersion() {
    return TsdbSql.schemaVersion(connection, new AtomicBoolean());
  }

  /** What the last run has cost up to now. */
  public QueryStatistics statistics() {
    return lastRun.statistics();
  }

  /** The plan as EXPLAIN shows it. */
  public String plan(String sql) {
    return (String) rows("EXPLAIN PLAN FOR " + sql).get(0).get(0);
  }

  @Override
  public void close() throws SQLException {
    runs.forEach(QueryRun::close);
    connection.close();
  }

  private record Planning(CalcitePrepare.Context connection, JavaTypeFactory types)
      implements CalcitePrepare.Context {

    @Override
    public JavaTypeFactory getTypeFactory() {
      return types;
    }

    @Override
    public CalciteSchema getRootSchema() {
      return connection.getRootSchema();
    }

    @Override
    public CalciteSchema getMutableRootSchema() {
      return connection.getMutableRootSchema();
    }

    @Override
    public List<String> getDefaultSchemaPath() {
      return connection.getDefaultSchemaPath();
    }

    @Override
    public CalciteConnectionConfig config() {
      return connection.config();
    }

    @Override
    public CalcitePrepare.SparkHandler spark() {
      return connection.spark();
    }

    @Override
    public DataContext getDataContext() {
      return connection.getDataContext();
    }

    @Override
    public List<String> getObjectPath() {
      return connection.getObjectPath();
    }

    @Override
    public RelRunner getRelRunner() {
      return connection.getRelRunner();
    }
  }
}
