package io.tsdb.calcite;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;

/**
 * The types of a connection. Texts hold any Unicode character; Calcite's own default, ISO-8859-1,
 * refuses most literals. Literals of different lengths in {@code CASE} or {@code UNION} are VARCHAR
 * together, so that none is padded with spaces.
 */
public final class SqlTypeFactory extends JavaTypeFactoryImpl {

  public SqlTypeFactory() {
    super(
        new RelDataTypeSystemImpl() {
          @Override
          public boolean shouldConvertRaggedUnionTypesToVarying() {
            return true;
          }
        });
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }
}
