package io.tsdb.jdbc;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.tools.RelRunner;

/** What Calcite's connection offers for the planning of a statement, with types of our own. */
record PlanningContext(CalcitePrepare.Context connection, JavaTypeFactory types)
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
