package io.tsdb.jdbc;

import io.tsdb.calcite.TsdbSql;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.calcite.jdbc.CalciteConnection;

/** Opens connections. */
public final class TsdbConnections {

  private TsdbConnections() {}

  static Connection open(TsdbUrl url) throws SQLException {
    CalciteConnection calcite = CalciteConnections.open(TsdbSql.connectionProperties());
    return new TsdbConnection(calcite, url.toString(), () -> {});
  }
}
